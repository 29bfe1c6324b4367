import { describe, expect, it } from 'vitest';
import type { Budget, LimitKind, Taken } from '../../src/domain/limiter.ts';
import { type OpenStore, type StoreTests } from './open-store.ts';

/** Longer than any test. */
const longMs = 600_000;

export function describeLimits(title: string, { withStore, secondMs }: StoreTests): void {
  /** Beyond the end of a window: a real clock is not to the millisecond, and the word of an end comes late on a busy machine. */
  const moreThanMs = 0.3 * secondMs;
  const brief = (calls: number): Budget => ({ key: 'a', rate: { calls, perMs: secondMs } });

  describe.concurrent(`${title}: a limit`, () => {
    it.each([0, 1, 2, 120])('grants exactly %i calls', (calls) =>
      withStore(async (store) => {
        expect(await grantedOf(store, budgetOf('a', calls), calls + 5)).toBe(calls);
      })(),
    );

    it(
      'is exact for calls at the same time',
      withStore(async (store) => {
        const taken = await Promise.all(Array.from({ length: 50 }, () => take(store, budgetOf('a', 10))));
        expect(taken.filter(({ granted }) => granted).length).toBe(10);
      }),
    );

    it(
      'counts each key, each kind and each rate apart',
      withStore(async (store) => {
        const takes = [
          take(store, budgetOf('a', 1)),
          take(store, budgetOf('b', 1)),
          take(store, budgetOf('a', 1), 'key_rate'),
          take(store, budgetOf('a', 1), 'refused_commands'),
          take(store, { key: 'a', rate: { calls: 1, perMs: 2 * longMs } }),
        ];
        expect((await Promise.all(takes)).map(({ granted }) => granted)).toEqual(takes.map(() => true));
        expect((await take(store, budgetOf('a', 1))).granted).toBe(false);
      }),
    );

    it(
      'begins its window with the first call, and ends it as a whole',
      withStore(async (store) => {
        await take(store, brief(2));
        await store.pass(0.7 * secondMs);
        expect(await grantedOf(store, brief(2), 2)).toBe(1);
        expect((await take(store, brief(2))).resetMs).toBeLessThanOrEqual(0.3 * secondMs);
        await store.pass(0.3 * secondMs + moreThanMs);
        expect(await grantedOf(store, brief(2), 3)).toBe(2);
      }),
    );

    it(
      'says what is left of it, and for how long',
      withStore(async (store) => {
        await take(store, budgetOf('a', 3));
        const second = await take(store, budgetOf('a', 3));
        expect(second).toMatchObject({ granted: true, left: 1, fromBurst: false });
        expect(second.resetMs).toBeGreaterThan(longMs / 2);
        expect(second.resetMs).toBeLessThanOrEqual(longMs);
      }),
    );

    it(
      'has a burst once a window is used up, which is not back with the next window',
      withStore(async (store) => {
        const bursting: Budget = { key: 'a', rate: { calls: 2, perMs: secondMs, burst: 3 } };
        expect(await grantedOf(store, bursting, 10)).toBe(5);
        expect((await take(store, bursting)).resetMs).toBeLessThanOrEqual(secondMs);
        await store.pass(secondMs + moreThanMs);
        expect(await grantedOf(store, bursting, 10)).toBe(2);
      }),
    );
  });

  describe.concurrent(`${title}: giving back`, () => {
    it(
      'makes room for one call, also where calls were refused meanwhile: a refused call takes nothing',
      withStore(async (store) => {
        const first = await take(store, budgetOf('a', 2));
        await grantedOf(store, budgetOf('a', 2), 5);
        await giveBack(store, budgetOf('a', 2), first);
        expect(await grantedOf(store, budgetOf('a', 2), 3)).toBe(1);
      }),
    );

    it(
      'gives the burst back what was taken from it',
      withStore(async (store) => {
        const bursting: Budget = { key: 'a', rate: { calls: 1, perMs: longMs, burst: 1 } };
        await take(store, bursting);
        const second = await take(store, bursting);
        expect(second).toMatchObject({ granted: true, fromBurst: true });
        await giveBack(store, bursting, second);
        expect(await grantedOf(store, bursting, 3)).toBe(1);
      }),
    );

    it(
      'more than was taken grants no more than the limit',
      withStore(async (store) => {
        const first = await take(store, budgetOf('a', 2));
        for (let count = 0; count < 5; count += 1) await giveBack(store, budgetOf('a', 2), first);
        expect(await grantedOf(store, budgetOf('a', 2), 5)).toBe(2);
      }),
    );

    it(
      'into a later window grants no more than the limit',
      withStore(async (store) => {
        const first = await take(store, brief(1));
        await store.pass(secondMs + moreThanMs);
        expect(await grantedOf(store, brief(1), 1)).toBe(1);
        await giveBack(store, brief(1), first);
        expect(await grantedOf(store, brief(1), 3)).toBe(0);
      }),
    );
  });
}

function budgetOf(key: string, calls: number): Budget {
  return { key, rate: { calls, perMs: longMs } };
}

async function take(store: OpenStore, budget: Budget, kind: LimitKind = 'address_rate'): Promise<Taken> {
  return store.counters().limiter.take(kind, budget);
}

async function giveBack(store: OpenStore, budget: Budget, taken: Taken): Promise<void> {
  await store.counters().limiter.giveBack('address_rate', budget, taken);
  // Nobody waits for it, and another gateway sees it a moment later.
  await store.settle();
}

async function grantedOf(store: OpenStore, budget: Budget, takes: number): Promise<number> {
  let granted = 0;
  for (let count = 0; count < takes; count += 1) granted += (await take(store, budget)).granted ? 1 : 0;
  return granted;
}
