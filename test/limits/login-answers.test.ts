import { beforeEach, describe, expect, it } from 'vitest';
import type { LoginResult } from '../../src/domain/logins.ts';
import { guardWith } from '../support/guard.ts';
import { ManualClock } from '../support/manual-clock.ts';
import { answered, attacker, attempt, dayMs, judgeBy, minuteMs } from './tries.ts';

// What an answer must not tell: whether a secret was right, while it is refused.

const banMs = 15 * minuteMs;

let clock = new ManualClock();
let guard = guardWith({ clock, maxEntries: 10_000 });

beforeEach(() => {
  clock = new ManualClock();
  guard = guardWith({ clock, maxEntries: 10_000 });
});

const judge = (tried: ReturnType<typeof attempt>, result: LoginResult) => judgeBy(guard.logins, tried, result);
const fail = (address: string, key?: string, isGuessable?: boolean) => judge(attempt(address, key, isGuessable), 'failed');
const prove = (address: string) => judge(attempt(address), 'proven');
const waits = (result: LoginResult, address: string): readonly (number | undefined)[] =>
  Array.from({ length: 7 }, () => judge(attempt(address), result));

describe('a credential that only the panel can judge', () => {
  const password = attempt('192.0.2.1', 'password');
  const begin = (): number | undefined => judge(password, 'unproven');

  it('is not tried more often at a time than it may fail', () => {
    expect(answered(30, begin)).toBe(5);
    void guard.logins.ended(password, undefined);
    expect(answered(30, begin)).toBe(1);
    for (let count = 0; count < 5; count += 1) void guard.logins.ended(password, 'failed');
    expect(begin()).toBe(banMs);
  });

  it('counts against its key, from wherever it is tried', () => {
    expect(answered(100, (count) => judge(attempt(attacker(count), 'password'), 'unproven'))).toBe(50);
    expect(judge(attempt('192.0.2.99', 'password'), 'unproven')).toBeGreaterThan(0);
  });

  it('that was right once may be tried at once as often as one likes, from there', () => {
    begin();
    void guard.logins.ended(password, 'proven');
    expect(answered(30, begin)).toBe(30);
  });
});

describe('while something is refused', () => {
  it('a right, a wrong and a useless secret are answered alike, and none leaves a trace', () => {
    answered(60, (count) => fail(attacker(count)));
    const expected = Array.from({ length: 7 }, () => dayMs);
    expect([waits('failed', '203.0.113.1'), waits('proven', '203.0.113.2'), waits('right', '203.0.113.3')]).toEqual([
      expected,
      expected,
      expected,
    ]);
    expect(guard.store.failures({ kind: 'pair', text: 'KEY 203.0.113.1' })).toBe(0);
    expect(guard.store.failures({ kind: 'address', text: '203.0.113.1' })).toBe(0);
  });

  it('the longest of several refusals is told, whatever the secret', () => {
    answered(5, () => fail('192.0.2.1'));
    clock.advance(minuteMs);
    answered(20, (count) => fail('192.0.2.1', `K${count}`, false));
    expect([fail('192.0.2.1'), prove('192.0.2.1')]).toEqual([banMs, banMs]);
  });

  it('the right secret of a suspended user counts as nothing, and is no way around a ban', () => {
    answered(5, () => fail('192.0.2.1'));
    expect(judge(attempt('192.0.2.1'), 'right')).toBe(banMs);
    clock.advance(banMs);
    answered(4, () => fail('192.0.2.1'));
    expect(judge(attempt('192.0.2.1'), 'right')).toBeUndefined();
    expect(guard.store.failures({ kind: 'pair', text: 'KEY 192.0.2.1' })).toBe(4);
    expect(guard.store.isKnown('KEY', '192.0.2.1')).toBe(false);
  });
});
