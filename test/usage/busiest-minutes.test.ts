import { describe, expect, it } from 'vitest';
import { BusiestMinutes } from '../../src/usage/busiest-minutes.ts';

const minuteMs = 60_000;

describe('the busiest minutes', () => {
  it('hold the calls of any 60 seconds', () => {
    const minutes = new BusiestMinutes();
    for (let count = 0; count < 5; count += 1) minutes.count(10 * minuteMs + 59_000);
    for (let count = 0; count < 4; count += 1) minutes.count(11 * minuteMs + 1000);
    minutes.count(20 * minuteMs);
    expect(minutes.most).toEqual({ calls: 9, atMs: 11 * minuteMs });
  });

  it('count a call when it came, also where it ends ten minutes later', () => {
    const minutes = new BusiestMinutes();
    for (const minute of [20, 10, 20, 10, 11]) minutes.count(minute * minuteMs);
    expect(minutes.most.calls).toBe(3);
  });
});
