import { describe, expect, it } from 'vitest';
import { ApiPace } from '../../src/state/api/api-pace.ts';
import { defaultApiTimings } from '../../src/state/api/api-timings.ts';

describe('the pace at which a panel is asked', () => {
  it.each([
    [0, 24_000],
    [0.5, 30_000],
    [1, 36_000],
  ])('is as configured, a fifth more or less, after a reading that was complete (%d)', (random, expected) => {
    expect(paceWith(random).nextInMs('complete', 0)).toBeCloseTo(expected, 6);
  });

  it('is twice as slow after each reading that was not, up to five minutes, and as usual again after one that was', () => {
    const pace = paceWith(0.5);
    const waits = Array.from({ length: 11 }, () => pace.nextInMs('incomplete', 0) / 1_000);

    expect(waits).toEqual([1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300]);
    expect(pace.nextInMs('complete', 0)).toBe(30_000);
    expect(pace.nextInMs('incomplete', 0)).toBe(1_000);
  });

  it('lets an early reading begin at once, and the next ten seconds later', () => {
    const pace = paceWith(0.5);
    expect(pace.earlyInMs(1_000)).toBe(0);
    pace.early(1_000);

    expect([pace.earlyInMs(1_000), pace.earlyInMs(10_999), pace.earlyInMs(11_000)]).toEqual([10_000, 1, 0]);
  });

  it('is five minutes after a refusal, also for early readings, so that the panel does not ban the gateway', () => {
    const pace = paceWith(0);

    expect(pace.nextInMs('refused', 5_000)).toBe(300_000);
    expect([pace.earlyInMs(5_000), pace.earlyInMs(304_999), pace.earlyInMs(305_000)]).toEqual([300_000, 1, 0]);
  });
});

function paceWith(random: number): ApiPace {
  return new ApiPace({ everyMs: 30_000, timings: defaultApiTimings, random: () => random });
}
