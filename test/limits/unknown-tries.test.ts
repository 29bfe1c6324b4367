import { beforeEach, describe, expect, it } from 'vitest';
import { AddressSet } from '../../src/domain/address-set.ts';
import type { Subject } from '../../src/limits/failure-store.ts';
import { LoginGuard } from '../../src/limits/login-guard.ts';
import { MemoryFailures } from '../../src/limits/memory-failures.ts';
import { UnderWay } from '../../src/limits/under-way.ts';
import { maxClientsPerKey, maxTriedKeys, UnknownTries } from '../../src/limits/unknown-tries.ts';
import { addressOf, policyWith } from '../support/facts.ts';
import { ManualClock } from '../support/manual-clock.ts';
import { answered, attacker, attempt, judgeBy, minuteMs } from './tries.ts';

const newKey = 'N'.repeat(20);
const otherKey = 'O'.repeat(20);

const pairOf = (key: string, client: string): readonly Subject[] => [{ kind: 'pair', text: `${key} ${client}` }];

describe('tries of keys that the panel does not list', () => {
  it('are kept of a number of keys and of clients of each, the newest', () => {
    const tries = new UnknownTries();
    for (let index = 0; index <= maxTriedKeys; index += 1) tries.add(`key${index}`, pairOf(`key${index}`, 'a'));
    for (let index = 0; index <= maxClientsPerKey; index += 1) tries.add(newKey, pairOf(newKey, `client${index}`));
    expect(tries.size).toBe(maxTriedKeys);

    const taken = tries.take((key) => key === 'key0' || key === 'key1' || key === newKey).flat();
    expect(taken.map(({ text }) => text)).toEqual(
      Array.from({ length: maxClientsPerKey }, (_, index) => `${newKey} client${index + 1}`),
    );
    expect(tries.size).toBe(maxTriedKeys - 1);
  });

  it('are looked at once for each list, but for those that came since', () => {
    const tries = new UnknownTries();
    const asked: string[] = [];
    const isListed = (key: string): boolean => asked.push(key) > 10;
    tries.add(newKey, pairOf(newKey, 'a'));
    tries.take(isListed);
    tries.take(isListed);
    tries.add(otherKey, pairOf(otherKey, 'a'));
    tries.take(isListed);
    expect(asked).toEqual([newKey, otherKey]);

    expect(tries.take(() => true)).toHaveLength(2);
  });
});

describe('a key that is listed after it was tried', () => {
  const banMs = 15 * minuteMs;
  let failures: MemoryFailures;
  let guard: LoginGuard;
  beforeEach(() => {
    failures = new MemoryFailures(new ManualClock(), 10_000);
    guard = new LoginGuard({
      policy: policyWith().limits.failures,
      ipv6Prefix: 64,
      neverBan: AddressSet.of(['198.51.100.1']),
      store: failures,
      underWay: new UnderWay(),
      unknownTries: new UnknownTries(),
    });
  });
  const fail = (address: string, key: string, isGuessable = false): number | undefined =>
    judgeBy(guard, attempt(address, key, isGuessable), 'failed');
  const listed = (...keys: readonly string[]): void => guard.forgetTries((key) => keys.includes(key));
  const use = (address: string, key: string): number | undefined => judgeBy(guard, attempt(address, key), 'proven');

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
    expect(guard.bannedMs(addressOf('192.0.2.1'))).toBe(banMs);
    const keys = [otherKey, 'P'.repeat(20)];
    for (let index = 0; index < 80; index += 1) fail(`2001:db8:0:${index.toString(16)}::1`, keys[index % 2] ?? newKey);
    expect(guard.bannedMs(addressOf('2001:db8::1'))).toBe(banMs);
    listed(newKey, ...keys);

    expect([guard.bannedMs(addressOf('192.0.2.1')), guard.bannedMs(addressOf('2001:db8::1'))]).toEqual([undefined, undefined]);
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
