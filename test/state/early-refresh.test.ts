import { expect, it } from 'vitest';
import { createEarlyRefresh } from '../../src/state/early-refresh.ts';

it('an early reading is asked for at most once in ten seconds, however many ask', () => {
  let nowMs = 0;
  let readings = 0;
  const clock = { monotonicMs: () => nowMs, wallMs: () => 0 };
  const early = createEarlyRefresh(clock, async () => {
    readings += 1;
  });
  for (; nowMs < 25_000; nowMs += 10) early();
  expect(readings).toBe(3);
});
