import { expect, it } from 'vitest';
import { TurnEnd } from '../../src/http/context/turn-end.ts';

it('the end of a turn is when what was asked for is done in its order, before anybody goes on who waits', async () => {
  const turnEnd = new TurnEnd();
  const done: string[] = [];
  const waiting = turnEnd.passed().then(() => done.push('went on'));
  turnEnd.do(() => done.push('first'));
  turnEnd.do(() => done.push('second'));
  expect(done).toEqual([]);
  await waiting;
  expect(done).toEqual(['first', 'second', 'went on']);
});

it('what is asked for while a turn ends is done at the end of the next one', async () => {
  const turnEnd = new TurnEnd();
  const done: string[] = [];
  turnEnd.do(() => {
    done.push('this');
    turnEnd.do(() => done.push('next'));
  });
  await turnEnd.passed();
  expect(done).toEqual(['this']);
  await turnEnd.passed();
  expect(done).toEqual(['this', 'next']);
});

it('all who wait for the end of a turn go on in the same one', async () => {
  const turnEnd = new TurnEnd();
  let turns = 0;
  const count = (): void => {
    turns += 1;
  };
  setImmediate(count);
  const seen = await Promise.all([1, 2, 3].map(async () => turnEnd.passed().then(() => turns)));
  expect(seen).toEqual([1, 1, 1]);
});
