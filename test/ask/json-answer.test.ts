import { expect, test } from 'vitest';
import { jsonAnswer } from '../../src/ask/json-answer.ts';

test('an answer is the JSON of its content, on one line', async () => {
  const content = { a: 'x\u2028y', b: [1, undefined, { c: null }], d: undefined, e: { f: [] }, 'g"': [] };
  const { body } = await jsonAnswer(content);
  expect(body).toMatch(/^[\u0020-\u007e]*\n$/);
  expect(JSON.parse(body)).toEqual(JSON.parse(JSON.stringify(content)));
});

test('others go on while a long list is written', async () => {
  const list = Array.from({ length: 5000 }, (_, index) => ({ index }));
  let turns = 0;
  let isDone = false;
  const count = (): void => {
    turns += 1;
    if (!isDone) setImmediate(count);
  };
  setImmediate(count);
  const { body } = await jsonAnswer({ list });
  isDone = true;
  expect(JSON.parse(body)).toEqual({ list });
  expect(turns).toBeGreaterThanOrEqual(9);
});
