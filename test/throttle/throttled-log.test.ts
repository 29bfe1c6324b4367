import { setImmediate as settled } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { createThrottledLog } from '../../src/throttle/throttled-log.ts';
import { until } from '../support/until.ts';

const quiet = (): void => undefined;

it('a warning is written at most once a second, with how many were not', async () => {
  const written: unknown[] = [];
  let nowMs = 0;
  const warn = createThrottledLog({
    clock: { monotonicMs: () => nowMs, wallMs: () => nowMs },
    log: { debug: quiet, info: quiet, error: quiet, warn: (_, fields) => written.push(fields) },
  });
  for (nowMs = 0; nowMs < 2500; nowMs += 250) warn('closed', { from: `at ${nowMs}` });
  await until(() => written.length === 3);
  await settled();
  expect(written).toEqual([
    { from: 'at 0', unsaid: 0 },
    { from: 'at 1000', unsaid: 3 },
    { from: 'at 2000', unsaid: 3 },
  ]);
});
