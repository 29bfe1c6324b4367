import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Budget, Receipt } from '../../src/domain/limiter.ts';
import { MemoryLimiter } from '../../src/limits/memory-limiter.ts';

const perMs = 60_000;
/** The receipt of whatever was taken in the window that begins when a test does. */
const firstWindow: Receipt = 1_000_000 + perMs;
const granted = expect.objectContaining({ granted: true });

beforeEach(() => void vi.useFakeTimers({ now: 1_000_000 }));
afterEach(() => void vi.useRealTimers());

describe('a limit', () => {
  it.each([1, 2, 120])('grants exactly %i calls', async (calls) => {
    const limiter = new MemoryLimiter(100);
    expect(await grantedOf(limiter, budgetOf('a', calls), calls + 5)).toBe(calls);
  });

  it('of nothing grants nothing', async () => {
    expect(await grantedOf(new MemoryLimiter(100), budgetOf('a', 0), 3)).toBe(0);
  });

  it('counts each key, each kind and each rate apart', async () => {
    const limiter = new MemoryLimiter(100);
    const takes = [
      limiter.take('address_rate', budgetOf('a', 1)),
      limiter.take('address_rate', budgetOf('b', 1)),
      limiter.take('key_rate', budgetOf('a', 1)),
      limiter.take('command_rate', budgetOf('a', 1)),
      limiter.take('address_rate', { key: 'a', rate: { calls: 1, perMs: perMs * 2 } }),
    ];
    expect(await Promise.all(takes)).toEqual(takes.map(() => granted));
    expect((await limiter.take('address_rate', budgetOf('a', 1))).granted).toBe(false);
  });

  it('is exact for calls at the same time', async () => {
    const limiter = new MemoryLimiter(100);
    const taken = await Promise.all(Array.from({ length: 50 }, () => limiter.take('key_rate', budgetOf('a', 10))));
    expect(taken.filter((each) => each.granted).length).toBe(10);
  });
});

describe('a window', () => {
  it('begins with the first call and ends as a whole', async () => {
    const limiter = new MemoryLimiter(100);
    await limiter.take('key_rate', budgetOf('a', 2));
    await vi.advanceTimersByTimeAsync(perMs - 1);
    expect(await grantedOf(limiter, budgetOf('a', 2), 2, 'key_rate')).toBe(1);
    await vi.advanceTimersByTimeAsync(1);
    expect(await grantedOf(limiter, budgetOf('a', 2), 3, 'key_rate')).toBe(2);
  });

  it('is not made longer by calls that are refused', async () => {
    const limiter = new MemoryLimiter(100);
    await grantedOf(limiter, budgetOf('a', 1), 2);
    await vi.advanceTimersByTimeAsync(perMs - 1);
    await grantedOf(limiter, budgetOf('a', 1), 2);
    await vi.advanceTimersByTimeAsync(1);
    expect(await limiter.take('address_rate', budgetOf('a', 1))).toEqual(granted);
  });

  it('that is full says when it ends', async () => {
    const limiter = new MemoryLimiter(100);
    await limiter.take('key_rate', budgetOf('a', 1));
    expect(await limiter.take('key_rate', budgetOf('a', 1))).toEqual({ granted: false, retryAfterMs: perMs });
    await vi.advanceTimersByTimeAsync(45_000);
    expect(await limiter.take('key_rate', budgetOf('a', 1))).toEqual({ granted: false, retryAfterMs: 15_000 });
  });
});

describe('giving back', () => {
  it('makes room for one call', async () => {
    const limiter = new MemoryLimiter(100);
    await grantedOf(limiter, budgetOf('a', 2), 2);
    await limiter.giveBack('address_rate', budgetOf('a', 2), firstWindow);
    expect(await grantedOf(limiter, budgetOf('a', 2), 3)).toBe(1);
  });

  it('makes room also where calls were refused meanwhile: a refused call takes nothing', async () => {
    const limiter = new MemoryLimiter(100);
    await grantedOf(limiter, budgetOf('a', 1), 2);
    await limiter.giveBack('address_rate', budgetOf('a', 1), firstWindow);
    expect(await grantedOf(limiter, budgetOf('a', 1), 1)).toBe(1);
  });

  it('what was never taken grants no more than the limit', async () => {
    const limiter = new MemoryLimiter(100);
    for (let count = 0; count < 5; count += 1) await limiter.giveBack('address_rate', budgetOf('a', 2), firstWindow);
    expect(await grantedOf(limiter, budgetOf('a', 2), 5)).toBe(2);
  });

  it('after the window has ended grants no more than the limit', async () => {
    const limiter = new MemoryLimiter(100);
    await limiter.take('address_rate', budgetOf('a', 1));
    await vi.advanceTimersByTimeAsync(perMs);
    await limiter.giveBack('address_rate', budgetOf('a', 1), firstWindow);
    expect(await grantedOf(limiter, budgetOf('a', 1), 3)).toBe(1);
  });

  it('while the window ends grants no more than the limit', async () => {
    const limiter = new MemoryLimiter(100);
    await limiter.take('address_rate', budgetOf('a', 1));
    const givingBack = limiter.giveBack('address_rate', budgetOf('a', 1), firstWindow);
    vi.setSystemTime(1_000_000 + perMs);
    await givingBack;
    expect(await grantedOf(limiter, budgetOf('a', 1), 3)).toBe(1);
  });

  it('what an earlier window took grants no more than the limit in the next', async () => {
    const limiter = new MemoryLimiter(100);
    await limiter.take('address_rate', budgetOf('a', 1));
    await vi.advanceTimersByTimeAsync(perMs);
    const first = await grantedOf(limiter, budgetOf('a', 1), 1);
    await limiter.giveBack('address_rate', budgetOf('a', 1), firstWindow);
    expect(first + (await grantedOf(limiter, budgetOf('a', 1), 3))).toBe(1);
  });

  it('leaves other keys and kinds alone', async () => {
    const limiter = new MemoryLimiter(100);
    await limiter.take('address_rate', budgetOf('a', 1));
    await limiter.giveBack('address_rate', budgetOf('b', 1), firstWindow);
    await limiter.giveBack('key_rate', budgetOf('a', 1), firstWindow);
    expect((await limiter.take('address_rate', budgetOf('a', 1))).granted).toBe(false);
  });
});

describe('the number of counters', () => {
  it('is bounded, kind by kind', async () => {
    const limiter = new MemoryLimiter(10);
    for (let count = 0; count < 100; count += 1) await limiter.take('address_rate', budgetOf(`a${count}`, 1));
    await limiter.take('key_rate', budgetOf('k', 1));
    expect(limiter.entries()).toEqual({ address_rate: 10, key_rate: 1, command_rate: 0 });
  });

  it('is that of the timers: what is dropped is forgotten altogether', async () => {
    const limiter = new MemoryLimiter(10);
    for (let count = 0; count < 100; count += 1) await limiter.take('address_rate', budgetOf(`a${count}`, 1));
    expect(vi.getTimerCount()).toBe(10);
  });

  it('keeps the counters that were used last, and drops the one that was used longest ago', async () => {
    const limiter = new MemoryLimiter(3);
    for (const key of ['old', 'kept', 'last', 'kept', 'new']) await limiter.take('address_rate', budgetOf(key, 1));
    const taken = await Promise.all(['kept', 'last', 'new'].map((key) => limiter.take('address_rate', budgetOf(key, 1))));
    expect(taken.map((each) => each.granted)).toEqual([false, false, false]);
    expect(await limiter.take('address_rate', budgetOf('old', 1))).toEqual(granted);
  });

  it('does not count one key twice', async () => {
    const limiter = new MemoryLimiter(10);
    await grantedOf(limiter, budgetOf('a', 5), 8);
    await limiter.giveBack('address_rate', budgetOf('a', 5), firstWindow);
    expect(limiter.entries().address_rate).toBe(1);
  });
});

function budgetOf(key: string, calls: number): Budget {
  return { key, rate: { calls, perMs } };
}

async function grantedOf(
  limiter: MemoryLimiter,
  budget: Budget,
  takes: number,
  kind: 'address_rate' | 'key_rate' = 'address_rate',
) {
  let count = 0;
  for (let take = 0; take < takes; take += 1) count += (await limiter.take(kind, budget)).granted ? 1 : 0;
  return count;
}
