import { describe, expect, it } from 'vitest';
import type { Charge, LimitStatus, Settlement } from '../../src/domain/ledger/ledger.ts';
import type { Rate } from '../../src/domain/policy/rate.ts';
import { chargeOf, entryWith, longMs, outcomeOf } from './entries.ts';
import type { OpenStore, StoreTests } from './open-store.ts';

export function describeLimits(title: string, { withStore, secondMs }: StoreTests): void {
  /** Beyond the end of a window: a real clock is not to the millisecond, and the word of an end comes late on a busy machine. */
  const moreThanMs = 0.3 * secondMs;
  const none = { used: 0, leftMs: undefined };
  const brief = (calls: number): Charge => chargeOf('a', { calls, perMs: secondMs });

  describe.concurrent(`${title}: a limit`, () => {
    it.each([0, 1, 2, 120])('grants exactly %i calls', (calls) =>
      withStore(async (store) => {
        expect(await grantedOf(store, chargeOf('a', rate(calls)), calls + 5)).toBe(calls);
      })(),
    );

    it(
      'is exact for calls at the same time',
      withStore(async (store) => {
        const taken = await Promise.all(Array.from({ length: 50 }, () => take(store, chargeOf('a', rate(10)))));
        expect(taken.filter(isGranted).length).toBe(10);
      }),
    );

    it(
      'counts each key, each kind and each rate apart',
      withStore(async (store) => {
        const takes = [
          take(store, chargeOf('a', rate(1))),
          take(store, chargeOf('b', rate(1))),
          take(store, chargeOf('a', rate(1), 'command_rate')),
          take(store, chargeOf('a', rate(1), 'refused_commands')),
          take(store, chargeOf('a', { calls: 1, perMs: 2 * longMs })),
        ];
        expect((await Promise.all(takes)).map(isGranted)).toEqual(takes.map(() => true));
        expect(isGranted(await take(store, chargeOf('a', rate(1))))).toBe(false);
      }),
    );

    it(
      'tells what is counted, window and burst apart, whichever gateway is asked',
      withStore(async (store) => {
        const charge = chargeOf('a', { calls: 3, perMs: longMs, burst: 2 });
        expect(await store.counters().counted(charge)).toEqual({ window: none, burst: none, isAlone: false });
        await grantedOf(store, charge, 2);
        expect(await store.counters().counted(charge)).toMatchObject({ window: { used: 2 }, burst: none });
        await grantedOf(store, charge, 10);
        for (let gateway = 0; gateway < 2; gateway += 1) {
          const { window, burst } = await store.counters().counted(charge);
          expect([window.used, burst?.used]).toEqual([3, 2]);
          for (const leftMs of [window.leftMs, burst?.leftMs]) expect(leftMs).toBeGreaterThan(0);
        }
        expect(await store.counters().counted(chargeOf('a', rate(4)))).toMatchObject({ window: none, burst: undefined });
      }),
    );

    it(
      'begins its window with the first call, and ends it as a whole',
      withStore(async (store) => {
        await take(store, brief(2));
        await store.pass(0.7 * secondMs);
        expect(await grantedOf(store, brief(2), 2)).toBe(1);
        expect((await take(store, brief(2))).refusal?.retryAfterMs).toBeLessThanOrEqual(0.3 * secondMs);
        await store.pass(0.3 * secondMs + moreThanMs);
        expect(await grantedOf(store, brief(2), 3)).toBe(2);
      }),
    );

    it(
      'is not made longer by calls that it refuses',
      withStore(async (store) => {
        await grantedOf(store, brief(1), 3);
        await store.pass(0.7 * secondMs);
        await grantedOf(store, brief(1), 3);
        await store.pass(0.3 * secondMs + moreThanMs);
        expect(isGranted(await take(store, brief(1)))).toBe(true);
      }),
    );

    it(
      'says what is left of it, and for how long',
      withStore(async (store) => {
        await take(store, chargeOf('a', rate(3)));
        const { statuses } = await take(store, chargeOf('a', rate(3)));
        expect(statuses.map(({ limit }) => limit)).toEqual(['address_rate', 'key_rate']);
        const status = statuses.at(-1);
        expect(status).toMatchObject({ rate: rate(3), left: 1 });
        expect(status?.resetMs).toBeGreaterThan(longMs / 2);
        expect(status?.resetMs).toBeLessThanOrEqual(longMs);
      }),
    );

    it(
      'that refuses says so with nothing left, and when a call is worth another try',
      withStore(async (store) => {
        await take(store, chargeOf('a', rate(1)));
        const { refusal, statuses } = await take(store, chargeOf('a', rate(1)));
        const [status]: readonly (LimitStatus | undefined)[] = statuses;
        expect(statuses.length).toBe(1);
        expect(status).toMatchObject({ limit: 'key_rate', left: 0 });
        expect(refusal).toEqual({ kind: 'limit', limit: 'key_rate', retryAfterMs: status?.resetMs });
      }),
    );

    it(
      'has a burst once a window is used up, which is not back with the next window',
      withStore(async (store) => {
        const bursting = chargeOf('a', { calls: 2, perMs: secondMs, burst: 3 });
        expect(await grantedOf(store, bursting, 10)).toBe(5);
        expect((await take(store, bursting)).refusal?.retryAfterMs).toBeLessThanOrEqual(secondMs);
        await store.pass(secondMs + moreThanMs);
        expect(await grantedOf(store, bursting, 10)).toBe(2);
      }),
    );

    it(
      'is looked at without counting',
      withStore(async (store) => {
        const peek = async (): Promise<Settlement> =>
          store.counters().ledger.peek(entryWith({ charges: [chargeOf('a', rate(2))] }));
        for (let count = 0; count < 5; count += 1) expect(isGranted(await peek())).toBe(true);
        expect(await grantedOf(store, chargeOf('a', rate(2)), 5)).toBe(2);
        expect(outcomeOf(await peek())).toBe('key_rate');
      }),
    );
  });

  describe.concurrent(`${title}: several limits`, () => {
    const charges = [chargeOf('a', rate(5)), chargeOf('a v-list-users', rate(2), 'command_rate')];
    const settle = async (store: OpenStore, from = charges): Promise<Settlement> =>
      store.counters().ledger.settle(entryWith({ charges: from, address: rate(4) }));

    it(
      'are taken from all or none, and the first that has no room refuses',
      withStore(async (store) => {
        const outcomes = [await settle(store), await settle(store), await settle(store), await settle(store)].map(outcomeOf);
        expect(outcomes).toEqual(['counted', 'counted', 'command_rate', 'command_rate']);
        // Of the key three are left, and of the address two.
        expect(await grantedOf(store, chargeOf('a', rate(5)), 5)).toBe(3);
        const address = store.counters().ledger;
        expect(outcomeOf(await address.settle(entryWith({ address: rate(4) })))).toBe('counted');
        expect(outcomeOf(await address.settle(entryWith({ address: rate(4) })))).toBe('counted');
        expect(outcomeOf(await settle(store))).toBe('address_rate');
      }),
    );

    it(
      'are exact for calls at the same time',
      withStore(async (store) => {
        const settled = await Promise.all(Array.from({ length: 30 }, () => settle(store)));
        expect(settled.filter(isGranted).length).toBe(2);
        expect(await grantedOf(store, chargeOf('a', rate(5)), 5)).toBe(3);
      }),
    );
  });

  describe.concurrent(`${title}: an address whose rate is used up`, () => {
    it(
      'is known to be, at no question, where a gateway has seen it, until its window ends',
      withStore(async (store) => {
        const entry = entryWith({ address: { calls: 2, perMs: secondMs } });
        const { ledger } = store.counters();
        expect(ledger.refusedHere(entry)).toBeUndefined();
        for (let count = 0; count < 6; count += 1) await store.counters().ledger.settle(entry);
        await ledger.settle(entry);
        const refusal = ledger.refusedHere(entry);
        expect(refusal).toMatchObject({ kind: 'limit', limit: 'address_rate' });
        expect(refusal?.retryAfterMs).toBeLessThanOrEqual(secondMs);
        expect(ledger.statusHere(entry.addressCharge).left).toBe(0);
        await store.pass(secondMs + moreThanMs);
        expect(ledger.refusedHere(entry)).toBeUndefined();
        expect(outcomeOf(await ledger.settle(entry))).toBe('counted');
      }),
    );
  });
}

function rate(calls: number): Rate {
  return { calls, perMs: longMs };
}

async function take(store: OpenStore, charge: Charge): Promise<Settlement> {
  return store.counters().ledger.settle(entryWith({ charges: [charge] }));
}

function isGranted({ refusal }: Settlement): boolean {
  return refusal === undefined;
}

async function grantedOf(store: OpenStore, charge: Charge, takes: number): Promise<number> {
  let granted = 0;
  for (let count = 0; count < takes; count += 1) granted += isGranted(await take(store, charge)) ? 1 : 0;
  return granted;
}
