import { afterEach, describe, expect, it } from 'vitest';
import { createStallWatch, type StallWatch } from '../../src/http/bounds/stall-watch.ts';

let watch: StallWatch | undefined;
afterEach(() => watch?.stop());

function watching(): { readonly watch: StallWatch; readonly pass: (change: { monotonicMs?: number; wallMs?: number }) => void } {
  const now = { monotonicMs: 5000, wallMs: 1_800_000_000_000 };
  const started = createStallWatch({ monotonicMs: () => now.monotonicMs, wallMs: () => now.wallMs });
  started.start();
  watch = started;
  const pass = ({ monotonicMs = 0, wallMs = monotonicMs }: { monotonicMs?: number; wallMs?: number }): void => {
    now.monotonicMs += monotonicMs;
    now.wallMs += wallMs;
  };
  return { watch: started, pass };
}

describe('a process stood still', () => {
  it.each([
    ['where its clock is late by more than clients wait', { monotonicMs: 36_000 }],
    ['where its machine slept, and the monotonic clock with it', { monotonicMs: 0, wallMs: 36_000 }],
    ['where it is just more', { monotonicMs: 1251 }],
  ])('%s', (_, time) => {
    const { watch: stalls, pass } = watching();
    expect([stalls.count(), stalls.isCatchingUp()]).toEqual([0, false]);
    pass(time);
    expect([stalls.isCatchingUp(), stalls.count(), stalls.count()]).toEqual([true, 1, 1]);
  });

  it('and catches up for a second after it', () => {
    const { watch: stalls, pass } = watching();
    pass({ monotonicMs: 2000 });
    expect(stalls.isCatchingUp()).toBe(true);
    pass({ monotonicMs: 1001 });
    expect([stalls.isCatchingUp(), stalls.count()]).toEqual([false, 1]);
  });
});

describe('a process did not stand still', () => {
  it.each([
    ['for less than clients wait', { monotonicMs: 1250 }],
    ['where the time of day was set back', { monotonicMs: 10, wallMs: -3_600_000 }],
  ])('%s', (_, time) => {
    const { watch: stalls, pass } = watching();
    pass(time);
    expect([stalls.isCatchingUp(), stalls.count()]).toEqual([false, 0]);
  });

  it('before the watch was started, and after it was stopped', () => {
    const { watch: stalls, pass } = watching();
    stalls.stop();
    pass({ monotonicMs: 36_000 });
    expect([stalls.isCatchingUp(), stalls.count()]).toEqual([false, 0]);
    stalls.start();
    expect(stalls.count()).toBe(0);
  });
});
