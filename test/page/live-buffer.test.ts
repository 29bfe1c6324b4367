import { expect, test } from 'vitest';
import type { DecisionLine } from '../../src/page/ask/answers.ts';
import { LiveBuffer, maxShown } from '../../src/page/live/live-buffer.ts';

test('counts what waits beyond what can be shown', () => {
  const buffer = new LiveBuffer();
  for (let id = 1; id <= maxShown + 100; id += 1) buffer.add(lineOf(id));
  buffer.count(7);
  expect(buffer.waiting()).toBe(maxShown + 107);
  const { decisions, notShown } = buffer.take();
  expect(decisions.map(({ id }) => id)).toEqual(Array.from({ length: maxShown }, (_, at) => String(maxShown + 100 - at)));
  expect(notShown).toBe(107);
  expect(buffer.waiting()).toBe(0);
});

test('has nothing twice that the stream told and that was asked for', () => {
  const buffer = new LiveBuffer();
  buffer.add(lineOf(1));
  buffer.take();
  buffer.add(lineOf(3));
  buffer.add(lineOf(3), lineOf(2), lineOf(1));
  expect(buffer.take().decisions.map(({ id }) => id)).toEqual(['2', '3']);
});

function lineOf(id: number): DecisionLine {
  return { id: String(id), event: 'answered', time: new Date(id * 1000).toISOString(), status: 200, totalMs: 1 };
}
