import { beforeEach, describe, expect, it } from 'vitest';
import type { Subject } from '../../src/limits/logins/failure-store.ts';
import { LocalLedger } from '../../src/limits/local/local-ledger.ts';
import type { MemoryFailures } from '../../src/limits/logins/memory-failures.ts';
import { createMemoryStore } from '../../src/limits/memory-store.ts';
import { createPanelLimits, type PanelLimits } from '../../src/limits/panel-limits.ts';
import {
  maxClientsPerKey,
  maxKeysPerClient,
  maxUnknownKeys,
  UnknownKeyAttempts,
} from '../../src/limits/logins/unknown-key-attempts.ts';
import { addressOf, policyWith } from '../support/facts.ts';
import { ManualClock } from '../support/manual-clock.ts';
import { localPanelWith } from '../support/ledger.ts';
import { answered, attacker, attempt, judgeBy, minuteMs } from './tries.ts';

const newKey = 'N'.repeat(20);
const otherKey = 'O'.repeat(20);

const pairOf = (key: string, client: string): readonly Subject[] => [{ kind: 'pair', text: `${key} ${client}` }];

describe('tries of keys that the panel does not list', () => {
  it('are kept of a number of keys and of clients of each, the newest', () => {
    const tries = new UnknownKeyAttempts(new ManualClock());
    for (let index = 0; index <= maxUnknownKeys; index += 1) tries.add(`key${index}`, pairOf(`key${index}`, 'a'), minuteMs);
    for (let index = 0; index <= maxClientsPerKey; index += 1) tries.add(newKey, pairOf(newKey, `client${index}`), minuteMs);
    expect(tries.size).toBe(maxUnknownKeys);

    const taken = tries.take((key) => key === 'key0' || key === 'key1' || key === newKey).flat();
    expect(taken.map(({ text }) => text)).toEqual(
      Array.from({ length: maxClientsPerKey }, (_, index) => `${newKey} client${index + 1}`),
    );
    expect(tries.size).toBe(maxUnknownKeys - 1);
  });

  it('are kept of each client up to its share: one that invents ids pushes out its own, and no others', () => {
    const tries = new UnknownKeyAttempts(new ManualClock());
    const from = (client: string, key: string): void =>
      tries.add(
        key,
        [
          { kind: 'unknown_pair', text: `${key} ${client}` },
          { kind: 'address', text: client },
        ],
        minuteMs,
      );
    from('honest', newKey);
    from('other', otherKey);
    from('inventor', otherKey);
    for (let index = 0; index < maxUnknownKeys; index += 1) from('inventor', `key${index}`);
    expect(tries.size).toBe(maxKeysPerClient + 2);
    expect(tries.countedOf({ kind: 'address', text: 'inventor' })).toHaveLength(maxKeysPerClient);
    const taken = tries.take((key) => key === newKey || key === otherKey).map(([pair]) => pair?.text);
    expect(taken).toEqual([`${newKey} honest`, `${otherKey} other`]);
    tries.take(() => true);
    expect([tries.size, tries.countedOf({ kind: 'address', text: 'inventor' })]).toEqual([0, []]);
  });

  it('are looked at once for each list, but for those that came since', () => {
    const tries = new UnknownKeyAttempts(new ManualClock());
    const asked: string[] = [];
    const isListed = (key: string): boolean => asked.push(key) > 10;
    tries.add(newKey, pairOf(newKey, 'a'), minuteMs);
    tries.take(isListed);
    tries.take(isListed);
    tries.add(otherKey, pairOf(otherKey, 'a'), minuteMs);
    tries.take(isListed);
    expect(asked).toEqual([newKey, otherKey]);

    expect(tries.take(() => true)).toHaveLength(2);
  });
});

describe('a key that is listed after it was tried', () => {
  const banMs = 15 * minuteMs;
  let failures: MemoryFailures;
  let ledger: LocalLedger;
  let limits: PanelLimits;
  let clock: ManualClock;
  beforeEach(() => {
    clock = new ManualClock();
    const local = localPanelWith({ clock, maxEntries: 10_000, neverBan: ['198.51.100.1'] });
    ({ failures } = local);
    ledger = new LocalLedger(local);
    const counters = createMemoryStore().counters('main', local);
    limits = createPanelLimits({ name: 'main', policy: policyWith(), local, counters: () => counters });
  });
  const fail = (address: string, key: string, isGuessable = false): number | undefined =>
    judgeBy(ledger, attempt(address, key, isGuessable), 'failed');
  const listed = (...keys: readonly string[]): void => limits.forgetUnknownAttempts((key) => keys.includes(key));
  const use = (address: string, key: string): number | undefined => judgeBy(ledger, attempt(address, key), 'proven');

  it('can be used by each client that tried it, banned or not, and other keys cannot', () => {
    answered(5, () => fail('192.0.2.1', newKey));
    answered(5, () => fail('192.0.2.1', otherKey));
    answered(4, () => fail('2001:db8::1', newKey));
    expect(fail('192.0.2.1', newKey)).toBe(banMs);
    listed(newKey);

    expect([use('192.0.2.1', newKey), use('2001:db8::1', newKey)]).toEqual([undefined, undefined]);
    expect(fail('192.0.2.1', otherKey)).toBe(banMs);
    expect(answered(6, () => fail('2001:db8::1', newKey, true))).toBe(5);
  });

  it('lets its clients in again whose address or network was banned meanwhile', () => {
    for (let index = 0; index < 5; index += 1)
      answered(4, () => fail('192.0.2.1', index === 0 ? newKey : `KEY${index}`.padEnd(20, '0')));
    expect(ledger.bannedMs(addressOf('192.0.2.1'))).toBe(banMs);
    const keys = [otherKey, 'P'.repeat(20)];
    for (let index = 0; index < 80; index += 1) fail(`2001:db8:0:${index.toString(16)}::1`, keys[index % 2] ?? newKey);
    expect(ledger.bannedMs(addressOf('2001:db8::1'))).toBe(banMs);
    listed(newKey, ...keys);

    expect([ledger.bannedMs(addressOf('192.0.2.1')), ledger.bannedMs(addressOf('2001:db8::1'))]).toEqual([undefined, undefined]);
  });

  const guesses = (id: string, from: string): number =>
    answered(60, (count) => fail(from, `${id}${count % 20}`.padEnd(20, 'V'), true));

  it.each([
    ['once', 1],
    ['a few times', 4],
  ])('that its maker tries %s before it is listed buys him no guesses at other keys', (_how, ownTries) => {
    const without = guesses('A', '192.0.2.66');
    let total = 0;
    for (let round = 0; round < 6; round += 1) {
      const own = `OWN${round}`.padEnd(20, 'O');
      answered(ownTries, () => fail('192.0.2.67', own));
      total += guesses('B', '192.0.2.67');
      listed(own);
      total += guesses('C', '192.0.2.67');
      expect(ledger.bannedMs(addressOf('192.0.2.67')) ?? 0).toBeGreaterThan(0);
    }
    expect([without, total]).toEqual([20, 20]);
    // The ban that was ended is remembered: the one that followed was its second.
    expect(ledger.bannedMs(addressOf('192.0.2.67'))).toBe(2 * banMs);
  });

  it('takes nothing off failures of another window, and ends no ban to which its tries did not lead', () => {
    answered(4, () => fail('192.0.2.1', newKey));
    clock.advance(policyWith().limits.failures.address.perMs);
    for (let index = 0; index < 20; index += 1) fail('192.0.2.1', `KEY${index}`.padEnd(20, '0'), true);
    answered(4, () => fail('192.0.2.2', otherKey));
    clock.advance(policyWith().limits.failures.address.perMs);
    for (let index = 0; index < 19; index += 1) fail('192.0.2.2', `KEY${index}`.padEnd(20, '0'), true);
    listed(newKey, otherKey);
    expect(ledger.bannedMs(addressOf('192.0.2.1'))).toBeGreaterThan(0);
    expect(failures.failures({ kind: 'address', text: '192.0.2.2' })).toBe(19);
  });

  it('ends no ban by hand, and none of an address that never tried it', () => {
    fail('192.0.2.1', newKey);
    failures.ban({ kind: 'address', text: '192.0.2.1' }, banMs);
    for (let index = 0; index < 20; index += 1) fail('192.0.2.2', `KEY${index}`.padEnd(20, '0'));
    const before = failures.bans();
    expect(before).toHaveLength(2);
    listed(newKey);

    expect(failures.bans()).toEqual(before);
  });

  it('keeps the budget for wrong secrets that it has from everywhere', () => {
    answered(60, (count) => fail(attacker(count), newKey));
    listed(newKey);
    expect(answered(60, (count) => fail(attacker(count), newKey, true))).toBe(50);
  });
});
