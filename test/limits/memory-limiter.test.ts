import { beforeEach, describe, expect, it } from 'vitest';
import type { LimitKind } from '../../src/domain/ledger/limiter.ts';
import { type Budget, MemoryLimiter, type SharedStatus } from '../../src/limits/rates/memory-limiter.ts';
import { ManualClock } from '../support/manual-clock.ts';

const perMs = 60_000;
let clock = new ManualClock();
let limiter = new MemoryLimiter(clock, 100);

beforeEach(() => {
  clock = new ManualClock();
  limiter = new MemoryLimiter(clock, 100);
});

describe('a limit', () => {
  it.each([0, 1, 2, 120])('grants exactly %i calls', (calls) => {
    expect(grantedOf(budgetOf('a', calls), calls + 5)).toBe(calls);
  });

  it('counts each key, each kind and each rate apart', () => {
    const takes = [
      limiter.take('address_rate', budgetOf('a', 1)),
      limiter.take('address_rate', budgetOf('b', 1)),
      limiter.take('key_rate', budgetOf('a', 1)),
      limiter.take('command_rate', budgetOf('a', 1)),
      limiter.take('refused_commands', budgetOf('a', 1)),
      limiter.take('address_rate', { key: 'a', rate: { calls: 1, perMs: perMs * 2 } }),
    ];
    expect(takes.map(({ granted }) => granted)).toEqual(takes.map(() => true));
    expect(limiter.take('address_rate', budgetOf('a', 1)).granted).toBe(false);
  });

  it('says what is left of it, and for how long', () => {
    limiter.take('key_rate', budgetOf('a', 3));
    clock.advance(20_000);
    expect(limiter.take('key_rate', budgetOf('a', 3))).toMatchObject({ left: 1, resetMs: 40_000 });
    expect(limiter.look('key_rate', budgetOf('a', 3))).toEqual({ left: 1, resetMs: 40_000 });
    expect(limiter.look('key_rate', budgetOf('b', 3))).toEqual({ left: 3, resetMs: perMs });
  });
});

describe('a window', () => {
  it('begins with the first call and ends as a whole', () => {
    limiter.take('key_rate', budgetOf('a', 2));
    clock.advance(perMs - 1);
    expect(grantedOf(budgetOf('a', 2), 2, 'key_rate')).toBe(1);
    clock.advance(1);
    expect(grantedOf(budgetOf('a', 2), 3, 'key_rate')).toBe(2);
  });

  it('is not made longer by calls that are refused', () => {
    grantedOf(budgetOf('a', 1), 2);
    clock.advance(perMs - 1);
    grantedOf(budgetOf('a', 1), 2);
    clock.advance(1);
    expect(limiter.take('address_rate', budgetOf('a', 1)).granted).toBe(true);
  });

  it('that is full says when it ends', () => {
    limiter.take('key_rate', budgetOf('a', 1));
    expect(limiter.take('key_rate', budgetOf('a', 1))).toMatchObject({ granted: false, left: 0, resetMs: perMs });
    clock.advance(45_000);
    expect(limiter.take('key_rate', budgetOf('a', 1))).toMatchObject({ granted: false, left: 0, resetMs: 15_000 });
  });
});

describe('the edge between two windows', () => {
  it('lets the end of one and the beginning of the next through, and never more in less than a window', () => {
    const calls = 100;
    limiter.take('key_rate', budgetOf('a', calls));
    clock.advance(perMs - 1);
    const atTheEnd = grantedOf(budgetOf('a', calls), 200, 'key_rate');
    clock.advance(1);
    const atTheBeginning = grantedOf(budgetOf('a', calls), 200, 'key_rate');
    expect([atTheEnd, atTheBeginning]).toEqual([calls - 1, calls]);
    // Whoever always asks: each grant with its time, over many windows.
    const grants: number[] = [];
    for (let step = 0; step < 600; step += 1) {
      clock.advance(((step * 7919) % 1000) + 1);
      const granted = grantedOf(budgetOf('b', calls), (step * 31) % 50, 'key_rate');
      for (let count = 0; count < granted; count += 1) grants.push(clock.monotonicMs());
    }
    const most = Math.max(...grants.map((fromMs) => grants.filter((atMs) => atMs >= fromMs && atMs < fromMs + perMs).length));
    expect(grants.length).toBeGreaterThan(3 * calls);
    expect(most).toBeLessThanOrEqual(2 * calls - 1);
  });
});

describe('a burst', () => {
  const bursting: Budget = { key: 'a', rate: { calls: 2, perMs, burst: 3 } };

  it('is taken once the window is used up, and comes back after ten windows', () => {
    expect(grantedOf(bursting, 10)).toBe(5);
    clock.advance(perMs);
    expect(grantedOf(bursting, 10)).toBe(2);
    clock.advance(9 * perMs);
    expect(grantedOf(bursting, 10)).toBe(5);
  });

  it('that is used up refuses until the next window, not until it comes back', () => {
    grantedOf(bursting, 5);
    expect(limiter.take('address_rate', bursting)).toMatchObject({ granted: false, resetMs: perMs });
  });
});

describe('following a store that several gateways share', () => {
  it('counts what this gateway was granted, so that it goes on from there alone', () => {
    follow(30_000);
    expect(limiter.take('key_rate', budgetOf('a', 2))).toMatchObject({ granted: true, left: 0, resetMs: 30_000 });
    expect(limiter.take('key_rate', budgetOf('a', 2)).granted).toBe(false);
  });

  it('begins a new window where the shared one does', () => {
    follow(30_000);
    follow(30_000);
    expect(leftOfTwo()).toBe(0);
    clock.advance(29_900);
    follow(60_000);
    expect(leftOfTwo()).toBe(1);
    follow(60_000);
    expect(leftOfTwo()).toBe(0);
  });

  it('grants no more than the limit where the store has lost its counters', () => {
    follow(30_000);
    follow(60_000);
    expect(leftOfTwo()).toBe(0);
  });

  it('remembers what is used up until its window ends', () => {
    follow(20_000, { takenFrom: undefined, left: 0 });
    expect([leftOfTwo(), limiter.look('key_rate', budgetOf('a', 2)).resetMs]).toEqual([0, 20_000]);
    clock.advance(20_000);
    expect(leftOfTwo()).toBe(2);
  });

  it('counts a burst apart, which outlives the window', () => {
    const bursting = { key: 'a', rate: { calls: 2, perMs, burst: 2 } };
    const shared = { left: 1, windowLeftMs: 20_000, burstLeftMs: 500_000, takenFrom: 'burst' } as const;
    limiter.followShared('key_rate', bursting, shared);
    expect(limiter.look('key_rate', bursting).left).toBe(1);
    clock.advance(20_000);
    expect(limiter.look('key_rate', bursting).left).toBe(3);
    limiter.followShared('key_rate', bursting, { ...shared, left: 0, takenFrom: undefined });
    expect(limiter.look('key_rate', bursting).left).toBe(0);
    clock.advance(20_000);
    expect(limiter.look('key_rate', bursting).left).toBe(2);
  });
});

describe('the number of counters', () => {
  it('is bounded, kind by kind', () => {
    limiter = new MemoryLimiter(clock, 10);
    for (let count = 0; count < 100; count += 1) limiter.take('address_rate', budgetOf(`a${count}`, 1));
    limiter.take('key_rate', budgetOf('k', 1));
    expect([limiter.entries('address_rate'), limiter.entries('key_rate'), limiter.entries('command_rate')]).toEqual([10, 1, 0]);
  });

  it('keeps the counters that were used last, and drops the one that was used longest ago', () => {
    limiter = new MemoryLimiter(clock, 3);
    for (const key of ['old', 'kept', 'last', 'kept', 'new']) limiter.take('address_rate', budgetOf(key, 1));
    const taken = ['kept', 'last', 'new'].map((key) => limiter.take('address_rate', budgetOf(key, 1)).granted);
    expect(taken).toEqual([false, false, false]);
    expect(limiter.take('address_rate', budgetOf('old', 1)).granted).toBe(true);
  });
});

describe('the tally', () => {
  it('tells what was granted, what was refused, and what was granted near the end', () => {
    grantedOf(budgetOf('a', 20), 25);
    expect(limiter.tally.of('address_rate')).toEqual({ granted: 20, refused: 5, near: 2 });
    expect(limiter.tally.of('key_rate')).toEqual({ granted: 0, refused: 0, near: 0 });
  });
});

function budgetOf(key: string, calls: number): Budget {
  return { key, rate: { calls, perMs } };
}

function grantedOf(budget: Budget, takes: number, kind: LimitKind = 'address_rate'): number {
  return Array.from({ length: takes }, () => limiter.take(kind, budget)).filter(({ granted }) => granted).length;
}

function leftOfTwo(): number {
  return limiter.look('key_rate', budgetOf('a', 2)).left;
}

function follow(windowLeftMs: number, changes: Partial<SharedStatus> = {}): void {
  const shared = { takenFrom: 'window', left: 1, windowLeftMs, burstLeftMs: 0, ...changes } as const;
  limiter.followShared('key_rate', budgetOf('a', 2), shared);
}
