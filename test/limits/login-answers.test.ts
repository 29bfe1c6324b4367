import { beforeEach, describe, expect, it } from 'vitest';
import type { Reservation, ReservedResult } from '../../src/domain/ledger/ledger.ts';
import type { LoginResult } from '../../src/domain/ledger/logins.ts';
import { ManualClock } from '../support/manual-clock.ts';
import { entryWith } from './entries.ts';
import { ledgerWith } from '../support/ledger.ts';
import { answered, attacker, attempt, dayMs, judgeBy, minuteMs } from './tries.ts';

// What an answer must not tell: whether a secret was right, while it is refused.

const banMs = 15 * minuteMs;

let clock = new ManualClock();
let opened = ledgerWith({ clock, maxEntries: 10_000 });

beforeEach(() => {
  clock = new ManualClock();
  opened = ledgerWith({ clock, maxEntries: 10_000 });
});

const judge = (tried: ReturnType<typeof attempt>, result: LoginResult) => judgeBy(opened.ledger, tried, result);
const fail = (address: string, key?: string, isGuessable?: boolean) => judge(attempt(address, key, isGuessable), 'failed');
const prove = (address: string) => judge(attempt(address), 'proven');
const waits = (result: LoginResult, address: string): readonly (number | undefined)[] =>
  Array.from({ length: 7 }, () => judge(attempt(address), result));

describe('a credential that only the panel can judge', () => {
  const password = attempt('192.0.2.1', 'password');
  const reserved: Reservation[] = [];
  const begin = (tried = password): number | undefined => {
    const { refusal, reservation } = opened.ledger.settle(
      entryWith({ from: tried.address.text, attempt: { ...tried, result: 'unproven' } }),
    );
    if (reservation !== undefined) reserved.push(reservation);
    return refusal?.kind === 'login' ? refusal.retryAfterMs : undefined;
  };
  const conclude = (result: ReservedResult): void => void reserved.shift()?.conclude(result);
  beforeEach(() => void reserved.splice(0));

  it('is not tried more often at a time than it may fail', () => {
    expect(answered(30, () => begin())).toBe(5);
    conclude('not-refused');
    expect(answered(30, () => begin())).toBe(1);
    for (let count = 0; count < 5; count += 1) conclude('failed');
    expect(begin()).toBe(banMs);
  });

  it('counts against its key, from wherever it is tried', () => {
    expect(answered(100, (count) => begin(attempt(attacker(count), 'password')))).toBe(50);
    expect(begin(attempt('192.0.2.99', 'password'))).toBeGreaterThan(0);
  });

  it('that was right once may be tried at once as often as one likes, from there', () => {
    begin();
    conclude('proven');
    expect(answered(30, () => begin())).toBe(30);
  });

  it.each(['not-refused', 'other', 'unknown'] as const)('leaves nothing at its client where its end is "%s"', (result) => {
    for (let round = 0; round < 10; round += 1) {
      expect(answered(30, () => begin())).toBe(5);
      for (let count = 0; count < 5; count += 1) conclude(result);
    }
    expect(opened.local.inFlight.size).toBe(0);
  });

  it('is concluded once', () => {
    answered(4, () => begin());
    const [first] = reserved;
    void first?.conclude('failed');
    void first?.conclude('failed');
    void first?.conclude('not-refused');
    expect(opened.local.failures.failures({ kind: 'pair', text: 'password 192.0.2.1' })).toBe(1);
    expect(answered(30, () => begin())).toBe(1);
  });

  it('refuses a right, a wrong and a useless one alike while it is in flight as often as it may fail', () => {
    answered(5, () => begin());
    expect((['failed', 'proven', 'right', 'undecided'] as const).map((result) => judge(password, result))).toEqual(
      Array(4).fill(expect.any(Number)),
    );
  });

  it('begins no ban while it is in flight', () => {
    answered(30, () => begin());
    expect(opened.local.failures.bans()).toEqual([]);
  });

  it('from an address that is never banned takes part of the budget of its key', () => {
    opened = ledgerWith({ clock, neverBan: ['198.51.100.7'], failures: { key: { attempts: 7, perMs: dayMs } } });
    expect(answered(6, () => begin(attempt('198.51.100.7', 'password')))).toBe(6);
    expect(answered(30, (count) => begin(attempt(attacker(count), 'password')))).toBe(1);
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
    expect(opened.local.failures.failures({ kind: 'pair', text: 'KEY 203.0.113.1' })).toBe(0);
    expect(opened.local.failures.failures({ kind: 'address', text: '203.0.113.1' })).toBe(0);
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
    expect(opened.local.failures.failures({ kind: 'pair', text: 'KEY 192.0.2.1' })).toBe(4);
    expect(opened.local.failures.isKnown('KEY', '192.0.2.1')).toBe(false);
  });
});
