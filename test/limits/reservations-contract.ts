import { describe, expect, it } from 'vitest';
import type { ReservedResult, Settlement } from '../../src/domain/ledger/ledger.ts';
import { chargeOf, entryWith, longMs, outcomeOf } from './entries.ts';
import type { OpenStore, StoreTests } from './open-store.ts';

const never = { attempts: 1000, perMs: longMs };
const failures = { pair: { attempts: 3, perMs: longMs }, address: never, key: never, banMs: longMs, maxBanMs: longMs };

async function begin(store: OpenStore, from = '192.0.2.1'): Promise<Settlement> {
  return store.counters().ledger.settle(entryWith({ from, attempt: { result: 'unproven', key: 'password' } }));
}

async function beginMany(store: OpenStore, times: number, from?: (count: number) => string): Promise<readonly Settlement[]> {
  return Promise.all(Array.from({ length: times }, (_, count) => begin(store, from?.(count))));
}

const isReserved = ({ reservation }: Settlement): boolean => reservation !== undefined;

async function concludeAll(settlements: readonly Settlement[], result: ReservedResult): Promise<void> {
  await Promise.all(settlements.map(async ({ reservation }) => reservation?.conclude(result)));
}

export function describeReservations(title: string, { withStore }: StoreTests): void {
  describe.concurrent(`${title}: tries that only the panel can judge`, () => {
    it(
      'are never more in flight than may fail, and begin no ban',
      withStore(
        async (store) => {
          const all = await beginMany(store, 20);
          expect(all.filter(isReserved).length).toBe(3);
          expect(new Set(all.filter(({ refusal }) => refusal !== undefined).map(outcomeOf))).toEqual(new Set(['login']));
          await store.settle();
          expect(store.counters().failures.bans()).toEqual([]);
        },
        { failures },
      ),
    );

    it.each(['not-refused', 'other', 'unknown', 'proven'] as const)('make room for others where their end is "%s"', (result) =>
      withStore(
        async (store) => {
          for (let round = 0; round < 3; round += 1) {
            const all = await beginMany(store, 5);
            expect(all.filter(isReserved).length).toBeGreaterThanOrEqual(3);
            for (const { reservation } of all) await reservation?.reserveAtPanel();
            await concludeAll(all, result);
          }
          expect((await store.counters().failures.look({ kind: 'pair', text: 'password 192.0.2.1' }, never)).failures).toBe(0);
        },
        { failures },
      )(),
    );

    it(
      'count as failures where the panel says no, and then ban the pair',
      withStore(
        async (store) => {
          const first = await beginMany(store, 2);
          await concludeAll(first, 'failed');
          const more = await beginMany(store, 5);
          expect(more.filter(isReserved).length).toBe(1);
          await concludeAll(more, 'failed');
          const { refusal } = await begin(store);
          expect(refusal?.retryAfterMs).toBeGreaterThan(longMs / 2);
        },
        { failures },
      ),
    );

    it(
      'count against their key from wherever they come',
      withStore(
        async (store) => {
          const all = await beginMany(store, 20, (count) => `192.0.2.${count}`);
          expect(all.filter(isReserved).length).toBe(4);
          await concludeAll(all.filter(isReserved).slice(0, 1), 'not-refused');
          expect((await beginMany(store, 5, (count) => `198.51.100.${count}`)).filter(isReserved).length).toBe(1);
        },
        { failures: { ...failures, key: { attempts: 4, perMs: longMs } } },
      ),
    );

    it(
      'are as many as one likes from where one was right',
      withStore(
        async (store) => {
          await concludeAll([await begin(store)], 'proven');
          const all = await beginMany(store, 20);
          expect(all.filter(isReserved).length).toBe(20);
          expect(all.every(({ reservation }) => reservation?.isFromKnown === true)).toBe(true);
        },
        { failures },
      ),
    );

    it(
      'are not reserved where a limit refuses them',
      withStore(
        async (store) => {
          const charges = [chargeOf('password', { calls: 1, perMs: longMs })];
          const ask = async (): Promise<Settlement> =>
            store.counters().ledger.settle(entryWith({ attempt: { result: 'unproven', key: 'password' }, charges }));
          await concludeAll([await ask()], 'not-refused');
          for (let count = 0; count < 5; count += 1) expect(outcomeOf(await ask())).toBe('key_rate');
          expect((await beginMany(store, 5)).filter(isReserved).length).toBe(3);
        },
        { failures },
      ),
    );
  });
}
