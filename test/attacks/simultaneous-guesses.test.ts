import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Ledger, Settlement } from '../../src/domain/ledger/ledger.ts';
import type { LoginResult } from '../../src/domain/ledger/logins.ts';
import type { FailurePolicy } from '../../src/domain/policy/policy.ts';
import { type EntryChanges, entryWith, longMs } from '../limits/entries.ts';
import { openRedisStore, type RedisGateway, singleAt } from '../limits/open-redis-store.ts';
import { ledgerWith } from '../support/ledger.ts';
import { propertyRuns } from '../support/property-runs.ts';
import { type RedisServer, startRedisServer } from '../support/redis-server.ts';
import { describeWith } from '../support/servers.ts';
import { type SlowProxy, startSlowProxy } from '../support/slow-proxy.ts';

// Somebody sends 110 guesses at the same moment, through all gateways by turns, and hopes that more of them are judged than may fail.

const guesses = 110;
const budget = 5;
const trials = propertyRuns(40);
const few = { attempts: budget, perMs: longMs };
/** The network of 48 bits plays no part: all addresses are of IPv4. */
const failures: FailurePolicy = { pair: few, address: few, key: few, banMs: longMs, maxBanMs: longMs };
const usedUp = { calls: 1, perMs: longMs };

interface Guess extends EntryChanges {
  readonly from: string;
  readonly key: string;
}

interface Attack {
  readonly name: string;
  /** @param trial each has keys and addresses of its own */
  readonly guess: (trial: number, at: number) => Guess;
  /** The key was used with success from there. */
  readonly isKnown?: boolean;
  /** The address has used up its rate before. */
  readonly isUsedUp?: boolean;
}

const home = (trial: number): string => `10.0.${trial >> 8}.${trial & 0xff}`;
const keyOf = (trial: number, at = 0): string => `T${trial}K${at}`.padEnd(20, 'G');
const onePair = (trial: number): Guess => ({ from: home(trial), key: keyOf(trial) });
const attacks: readonly Attack[] = [
  { name: 'at a pair', guess: onePair },
  { name: 'at a pair that is known', guess: onePair, isKnown: true },
  { name: 'at one address with many keys', guess: (trial, at) => ({ from: home(trial), key: keyOf(trial, at) }) },
  {
    name: 'at one key from many addresses',
    guess: (trial, at) => ({ from: `10.${at + 1}.${trial >> 8}.${trial & 0xff}`, key: keyOf(trial) }),
  },
  {
    name: 'at a pair, with the rate of its address used up before',
    guess: (trial) => ({ ...onePair(trial), address: usedUp }),
    isUsedUp: true,
  },
  {
    name: 'at a pair that is known, with the rate of its address used up before',
    guess: (trial) => ({ ...onePair(trial), address: usedUp }),
    isKnown: true,
    isUsedUp: true,
  },
];

let trialsSoFar = 0;

function describeAttacks(title: string, ledgers: () => readonly Ledger[]): void {
  describe.each(attacks)(`simultaneous guesses $name, ${title}`, ({ guess, isKnown = false, isUsedUp = false }) => {
    const told = isUsedUp && !isKnown ? 0 : budget;

    const attack = async (judge: (settle: (at: number, result: LoginResult) => Promise<Settlement>) => Promise<void>) => {
      for (let count = 0; count < trials; count += 1) {
        trialsSoFar += 1;
        const trial = trialsSoFar;
        const settle = async (at: number, result: LoginResult): Promise<Settlement> => {
          const ledger = ledgers()[at % ledgers().length];
          if (ledger === undefined) throw new RangeError('no gateway');
          const { key, ...changes } = guess(trial, at);
          return ledger.settle(entryWith({ ...changes, attempt: { result, key } }));
        };
        if (isKnown) await settle(0, 'proven');
        if (isUsedUp) await ledgers()[0]?.settle(entryWith(guess(trial, 0)));
        await judge(settle);
      }
    };

    it('are judged as often as they may fail, and a right one behind them is refused', () =>
      attack(async (settle) => {
        const all = await Promise.all(
          Array.from({ length: guesses }, (_, at) => settle(at, at === guesses - 1 ? 'proven' : 'failed')),
        );
        expect(all.filter(isJudged).length).toBe(told);
        expect(all.at(-1)?.refusal).toBeDefined();
      }));

    it('are judged as often as they may fail behind a right one', () =>
      attack(async (settle) => {
        const [right, ...wrong] = await Promise.all(
          Array.from({ length: guesses }, (_, at) => settle(at, at === 0 ? 'proven' : 'failed')),
        );
        // Through two gateways it may come behind some. Where it is judged between wrong ones, its pair begins anew.
        expect(told > 0 || right?.refusal !== undefined).toBe(true);
        expect(wrong.filter(isJudged).length).toBeLessThanOrEqual(2 * told);
        expect(wrong.filter(isJudged).length).toBeGreaterThanOrEqual(told);
      }));

    it('of passwords are sent as often as they may fail', () =>
      attack(async (settle) => {
        const all = await Promise.all(Array.from({ length: guesses }, (_, at) => settle(at, 'unproven')));
        const sent = all.flatMap(({ reservation }) => reservation ?? []);
        // From where one was right as many may be sent as one likes.
        expect(sent.length).toBe(isKnown ? guesses : told);
        await Promise.all(sent.map(async ({ conclude }) => conclude('failed')));
        expect((await settle(0, 'unproven')).refusal).toBeDefined();
      }));
  });
}

function isJudged({ refusal }: Settlement): boolean {
  return refusal === undefined;
}

const { ledger: inMemory } = ledgerWith({ failures, maxEntries: 100_000 });
describeAttacks('in memory', () => [inMemory]);

describeWith('redis-server', 'with Redis', () => {
  let server: RedisServer;
  beforeAll(async () => {
    server = await startRedisServer();
  });
  afterAll(() => server.stop());

  describe.each([
    ['one gateway', 1, 0],
    ['two gateways', 2, 0],
    ['one gateway with Redis 5 ms away', 1, 5],
    ['two gateways with Redis 5 ms away', 2, 5],
  ])('through %s', (title, count, delayMs) => {
    let proxy: SlowProxy;
    let gateways: readonly RedisGateway[] = [];
    beforeAll(async () => {
      proxy = await startSlowProxy(server.port);
      proxy.setDelay(delayMs);
      const settings = { prefix: `${count}${delayMs}:`, timeoutMs: 10_000, onFailure: 'deny' } as const;
      const opening = Array.from({ length: count }, () =>
        openRedisStore(singleAt(proxy.port), settings, { counts: { failures } }),
      );
      gateways = await Promise.all(opening);
    });
    afterAll(async () => {
      await Promise.all(gateways.map(({ store }) => store.stop()));
      await proxy.stop();
    });

    describeAttacks(`through ${title}`, () => gateways.map(({ counters }) => counters().ledger));
  });
});
