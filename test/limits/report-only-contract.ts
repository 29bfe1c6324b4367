import { describe, expect, it } from 'vitest';
import type { Settlement } from '../../src/domain/ledger/ledger.ts';
import type { LoginResult } from '../../src/domain/ledger/logins.ts';
import type { FailurePolicy } from '../../src/domain/policy/policy.ts';
import { chargeOf, type EntryChanges, entryWith, longMs, outcomeOf } from './entries.ts';
import type { OpenStore, StoreTests } from './open-store.ts';

const never = { attempts: 1000, perMs: longMs };
const ofPairs: FailurePolicy = {
  pair: { attempts: 2, perMs: longMs },
  address: never,
  key: never,
  banMs: longMs,
  maxBanMs: longMs,
};

interface Try extends Omit<EntryChanges, 'attempt'> {
  readonly result?: LoginResult;
}

async function settle(store: OpenStore, { result, ...changes }: Try): Promise<Settlement> {
  const attempt = result === undefined ? undefined : { result, key: 'KEY', isGuessable: true };
  return store.counters().ledger.settle(entryWith({ ...changes, ...(attempt && { attempt }) }));
}

/** What became of tries, one after the other: what refused one, or what would have. */
async function told(store: OpenStore, ...tries: readonly Try[]): Promise<readonly string[]> {
  const all: string[] = [];
  for (const each of tries) {
    const settlement = await settle(store, each);
    all.push([outcomeOf(settlement), ...settlement.reported].join(' '));
  }
  return all;
}

export function describeReportOnly(title: string, { withStore }: StoreTests): void {
  describe.concurrent(`${title}: what is reported only`, () => {
    const narrow = { address: { calls: 2, perMs: longMs } };

    it(
      'lets an address go on whose rate is used up, and says so',
      withStore(async (store) => {
        const reported: Try = { ...narrow, reportOnly: ['address_rate'] };
        expect(await told(store, reported, reported, reported, reported)).toEqual([
          'counted',
          'counted',
          'counted address_rate',
          'counted address_rate',
        ]);
        expect(store.counters().ledger.refusedHere(entryWith(reported))).toBeUndefined();
        expect(await told(store, narrow)).toEqual(['address_rate']);
      }),
    );

    it(
      'lets a key go on whose rates are used up, and tells each of them; one that is enforced still refuses',
      withStore(async (store) => {
        const charges = [
          chargeOf('KEY', { calls: 1, perMs: longMs }),
          chargeOf('KEY c', { calls: 1, perMs: longMs }, 'command_rate'),
        ];
        const proven: Try = { result: 'proven', charges };
        expect(
          await told(
            store,
            proven,
            { ...proven, reportOnly: ['key_rate', 'command_rate'] },
            { ...proven, reportOnly: ['key_rate'] },
            { ...proven, reportOnly: ['command_rate'] },
          ),
        ).toEqual(['counted', 'counted key_rate command_rate', 'command_rate', 'key_rate']);
      }),
    );

    it(
      'refused commands go on as commands that are called too often',
      withStore(async (store) => {
        const charges = [chargeOf('KEY', { calls: 1, perMs: longMs }, 'refused_commands')];
        const refused: Try = { result: 'proven', charges, reportOnly: ['command_rate'] };
        expect(await told(store, refused, refused)).toEqual(['counted', 'counted command_rate']);
      }),
    );

    it(
      'lets a right secret go on that a ban for failures would refuse, and counts no wrong one twice',
      withStore(
        async (store) => {
          const reportOnly = ['address_banned'] as const;
          await told(store, { result: 'failed', reportOnly }, { result: 'failed', reportOnly });
          expect(
            await told(store, { result: 'failed', reportOnly }, { result: 'proven' }, { result: 'proven', reportOnly }),
          ).toEqual(['counted address_banned', 'login', 'counted address_banned']);
        },
        { failures: ofPairs },
      ),
    );

    it(
      'never is a ban by hand',
      withStore(async (store) => {
        await store.counters().failures.ban({ kind: 'address', text: '192.0.2.1' }, longMs);
        const reported: Try = { result: 'proven', reportOnly: ['address_banned'] };
        expect(await told(store, reported, reported)).toEqual(['login', 'login']);
      }),
    );

    it(
      'is told by a look that counts nothing, too',
      withStore(async (store) => {
        const entry = entryWith({ ...narrow, reportOnly: ['address_rate'] });
        await told(store, narrow, narrow);
        const { ledger } = store.counters();
        const looks = [await ledger.peek(entry), await ledger.peek(entry)];
        expect(looks.map(({ refusal, reported }) => [refusal, reported])).toEqual([
          [undefined, ['address_rate']],
          [undefined, ['address_rate']],
        ]);
      }),
    );
  });
}
