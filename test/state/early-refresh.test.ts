import { setImmediate as settled } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { createEarlyRefresh } from '../../src/state/poll/early-refresh.ts';
import { until } from '../support/until.ts';

it('an early reading is asked for at most once in ten seconds, however many ask', async () => {
  let nowMs = 0;
  let readings = 0;
  const clock = { monotonicMs: () => nowMs, wallMs: () => 0 };
  const early = createEarlyRefresh(clock, async () => {
    readings += 1;
  });
  for (; nowMs < 25_000; nowMs += 10) early();
  await until(() => readings === 3);
  await settled();
  expect(readings).toBe(3);
});
