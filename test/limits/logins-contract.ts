import { describe, expect, it } from 'vitest';
import type { Settlement } from '../../src/domain/ledger/ledger.ts';
import type { LoginResult } from '../../src/domain/ledger/logins.ts';
import type { FailurePolicy } from '../../src/domain/policy/policy.ts';
import { chargeOf, type EntryChanges, entryWith, loginWaitMs, longMs, outcomeOf } from './entries.ts';
import type { OpenStore, StoreTests } from './open-store.ts';

const never = { attempts: 1000, perMs: longMs };

/** One request with a credential. */
interface Try extends EntryChanges {
  readonly result: LoginResult;
  readonly key?: string;
  readonly isGuessable?: boolean;
}

async function settle(store: OpenStore, { result, key = 'KEY', isGuessable = true, ...changes }: Try): Promise<Settlement> {
  return store.counters().ledger.settle(entryWith({ ...changes, attempt: { result, key, isGuessable } }));
}

async function outcomes(store: OpenStore, times: number, of: (count: number) => Try): Promise<string[]> {
  const all: string[] = [];
  for (let count = 0; count < times; count += 1) all.push(outcomeOf(await settle(store, of(count))));
  return all;
}

const countedOf = async (store: OpenStore, times: number, of: (count: number) => Try): Promise<number> =>
  (await outcomes(store, times, of)).filter((outcome) => outcome === 'counted').length;

export function describeLogins(title: string, { withStore, secondMs }: StoreTests): void {
  /** Beyond the end of a window: a real clock is not to the millisecond, and the word of an end comes late on a busy machine. */
  const moreThanMs = 0.3 * secondMs;
  const firstMs = 0.3 * secondMs;
  const ofPairs: FailurePolicy = {
    pair: { attempts: 2, perMs: longMs },
    address: never,
    key: never,
    banMs: firstMs,
    maxBanMs: 0.8 * secondMs,
  };
  const failed: Try = { result: 'failed' };
  const proven: Try = { result: 'proven' };

  describe.concurrent(`${title}: failed logins`, () => {
    it(
      'of a pair are counted up to the attempts, and then a right secret is refused like a wrong one',
      withStore(
        async (store) => {
          expect(await outcomes(store, 4, () => failed)).toEqual(['counted', 'counted', 'login', 'login']);
          expect(await outcomes(store, 2, () => proven)).toEqual(['login', 'login']);
        },
        { failures: ofPairs },
      ),
    );

    it(
      'of a right secret that is misused count like those of a wrong one, but never against the key',
      withStore(
        async (store) => {
          expect(await outcomes(store, 3, () => ({ result: 'misused' }))).toEqual(['counted', 'counted', 'login']);
          expect(await outcomes(store, 6, (count) => ({ result: 'misused', from: `192.0.2.${10 + count}` }))).toEqual(
            Array.from({ length: 6 }, () => 'counted'),
          );
          expect(await outcomes(store, 1, () => ({ ...proven, from: '198.51.100.7' }))).toEqual(['counted']);
          expect(await outcomes(store, 4, (count) => ({ ...failed, from: `192.0.2.${30 + count}` }))).toEqual([
            'counted',
            'counted',
            'counted',
            'login',
          ]);
        },
        { failures: { ...ofPairs, key: { attempts: 3, perMs: longMs } } },
      ),
    );

    it(
      'of one pair do not count for another',
      withStore(
        async (store) => {
          await outcomes(store, 3, () => failed);
          expect(await outcomes(store, 1, () => ({ ...proven, key: 'OTHER' }))).toEqual(['counted']);
          expect(await outcomes(store, 1, () => ({ ...proven, from: '192.0.2.2' }))).toEqual(['counted']);
        },
        { failures: ofPairs },
      ),
    );

    it(
      'of a pair count no longer after a success',
      withStore(
        async (store) => {
          for (let round = 0; round < 4; round += 1) {
            expect(await outcomes(store, 2, (count) => (count === 0 ? failed : proven))).toEqual(['counted', 'counted']);
          }
        },
        { failures: ofPairs },
      ),
    );

    it(
      'at the same time are answered no more often than there are attempts',
      withStore(
        async (store) => {
          const all = await Promise.all(Array.from({ length: 20 }, () => settle(store, failed)));
          expect(all.filter(({ refusal }) => refusal === undefined).length).toBe(2);
        },
        { failures: ofPairs },
      ),
    );

    it(
      'charge their address, and a success charges its key alone',
      withStore(
        async (store) => {
          const address = { calls: 3, perMs: longMs };
          const charges = [chargeOf('KEY', { calls: 4, perMs: longMs })];
          const own: Try = { ...proven, from: '192.0.2.9', key: 'OWN', address, charges };
          expect(await outcomes(store, 6, () => own)).toEqual([...Array(4).fill('counted'), 'key_rate', 'key_rate']);
          const others = await outcomes(store, 5, (count) => ({ ...failed, from: '192.0.2.9', key: `K${count}`, address }));
          expect(others).toEqual(['counted', 'counted', 'counted', 'address_rate', 'address_rate']);
        },
        { failures: ofPairs },
      ),
    );

    it(
      'of an address and its network are counted whatever the keys, and ban the address',
      withStore(
        async (store) => {
          const { ledger } = store.counters();
          expect(await countedOf(store, 6, (count) => ({ ...failed, key: `K${count}` }))).toBe(3);
          expect(await countedOf(store, 20, (count) => ({ ...failed, key: `K${count}`, from: `2001:db8:0:${count}::1` }))).toBe(
            12,
          );
          await store.pass(secondMs / 2);
          await store.settle();
          expect(ledger.refusedHere(entryWith({}))).toMatchObject({ kind: 'login' });
          expect(ledger.refusedHere(entryWith({ from: '2001:db8:0:ffff::1' }))).toMatchObject({ kind: 'login' });
          expect(ledger.refusedHere(entryWith({ from: '192.0.2.2' }))).toBeUndefined();
        },
        { failures: { ...ofPairs, pair: never, address: { attempts: 3, perMs: longMs }, banMs: longMs, maxBanMs: 2 * longMs } },
      ),
    );

    it(
      'of a key from everywhere end with its window, and go on meanwhile from where it was used with success',
      withStore(
        async (store) => {
          expect(await outcomes(store, 1, () => ({ ...proven, from: '198.51.100.7' }))).toEqual(['counted']);
          expect(await countedOf(store, 6, (count) => ({ ...failed, from: `192.0.2.${count}` }))).toBe(3);
          expect(await outcomes(store, 1, () => ({ ...proven, from: '203.0.113.1' }))).toEqual(['login']);
          expect(await outcomes(store, 2, () => ({ ...proven, from: '198.51.100.7' }))).toEqual(['counted', 'counted']);
          await store.pass(2 * secondMs + moreThanMs);
          expect(await outcomes(store, 1, () => ({ ...proven, from: '203.0.113.1' }))).toEqual(['counted']);
        },
        { failures: { ...ofPairs, key: { attempts: 3, perMs: 2 * secondMs } } },
      ),
    );

    it(
      'from an address that is never banned are never refused, and cost the key its budget',
      withStore(
        async (store) => {
          expect(await countedOf(store, 10, () => ({ ...failed, from: '198.51.100.7' }))).toBe(10);
          expect(await outcomes(store, 1, () => failed)).toEqual(['login']);
          expect(await outcomes(store, 1, () => ({ ...proven, from: '198.51.100.7' }))).toEqual(['counted']);
        },
        { failures: { ...ofPairs, key: { attempts: 3, perMs: longMs } }, neverBan: ['198.51.100.7'] },
      ),
    );
  });

  describe.concurrent(`${title}: gates`, () => {
    const address = { calls: 1, perMs: longMs };
    const results: readonly LoginResult[] = ['failed', 'proven', 'right', 'undecided', 'unproven'];

    it(
      'are the same whatever the result, where the rate of the address is used up, and count nothing',
      withStore(
        async (store) => {
          await store.counters().ledger.settle(entryWith({ address }));
          const all = await Promise.all(results.map((result) => settle(store, { result, address })));
          expect(all.map(outcomeOf)).toEqual(results.map(() => 'address_rate'));
          expect((await store.counters().failures.look({ kind: 'pair', text: 'KEY 192.0.2.1' }, never)).failures).toBe(0);
        },
        { failures: ofPairs },
      ),
    );

    it(
      'of a known pair are the pair alone: neither the rate of its address nor a ban that others made',
      withStore(
        async (store) => {
          expect(await outcomes(store, 1, () => proven)).toEqual(['counted']);
          await store.counters().ledger.settle(entryWith({ address }));
          await countedOf(store, 3, (count) => ({ ...failed, key: `K${count}` }));
          expect(await outcomes(store, 1, () => ({ ...proven, key: 'OTHER', address }))).toEqual(['login']);
          expect(await outcomes(store, 4, () => ({ ...proven, address }))).toEqual(Array(4).fill('counted'));
          expect(await outcomes(store, 4, () => ({ ...failed, address }))).toEqual(['counted', 'counted', 'login', 'login']);
          expect(await outcomes(store, 1, () => ({ ...proven, address }))).toEqual(['login']);
        },
        { failures: { ...ofPairs, address: { attempts: 3, perMs: longMs }, banMs: longMs, maxBanMs: longMs } },
      ),
    );

    it(
      'of a known pair are bans by hand, too',
      withStore(async (store) => {
        await outcomes(store, 1, () => proven);
        const { ledger, failures } = store.counters();
        await failures.ban({ kind: 'address', text: '192.0.2.1' }, longMs);
        expect(await outcomes(store, 2, () => proven)).toEqual(['login', 'login']);
        expect([ledger.hasKnown(entryWith({}).address), ledger.refusedHere(entryWith({}))?.kind]).toEqual([true, 'login']);
      }),
    );

    it(
      'tell the longest of several refusals',
      withStore(
        async (store) => {
          await countedOf(store, 3, (count) => ({ ...failed, key: `K${count}` }));
          await store.counters().failures.ban({ kind: 'address', text: '192.0.2.1' }, longMs);
          const waitMs = await loginWaitMs(store.counters().ledger, { attempt: { result: 'proven', key: 'K0' } });
          expect(waitMs).toBeGreaterThan(longMs / 2);
        },
        { failures: ofPairs },
      ),
    );
  });

  describe.concurrent(`${title}: ids that the panel does not have`, () => {
    it(
      'are refused as those that it has, from one prefix with a ban, from everywhere until the window ends',
      withStore(
        async (store) => {
          const ids: readonly Try[] = [
            { ...failed, isGuessable: true, key: 'HAD' },
            { ...failed, isGuessable: false, key: 'INVENTED' },
          ];
          const limited = ['counted', 'counted', 'login', 'login'];
          const pairs = await Promise.all(ids.map((each) => outcomes(store, 4, () => each)));
          expect(pairs).toEqual([limited, limited]);
          const keys = ids.map((each) => outcomes(store, 4, (count) => ({ ...each, from: `192.0.2.${7 + count}` })));
          expect(await Promise.all(keys)).toEqual([limited, limited]);
        },
        { failures: { ...ofPairs, key: { attempts: 4, perMs: longMs }, banMs: longMs, maxBanMs: longMs } },
      ),
    );
  });
}
