import { beforeEach, describe, expect, it } from 'vitest';
import type { Attempt, LoginResult } from '../../src/domain/ledger/logins.ts';
import { addressOf } from '../support/facts.ts';
import { ManualClock } from '../support/manual-clock.ts';
import { type LedgerWith, ledgerWith } from '../support/ledger.ts';
import { answered, attacker, attempt, dayMs, judgeBy, minuteMs } from './tries.ts';

const banMs = 15 * minuteMs;

let clock = new ManualClock();
let opened = ledgerWith({ clock });

beforeEach(() => {
  clock = new ManualClock();
  open();
});

/** Five failures of a pair, twenty of an address, fifty of a key. */
function open(options: LedgerWith = {}): void {
  opened = ledgerWith({ clock, maxEntries: 10_000, ...options });
}

const judge = (tried: Attempt, result: LoginResult) => judgeBy(opened.ledger, tried, result);
const fail = (address: string, key?: string, isGuessable?: boolean) => judge(attempt(address, key, isGuessable), 'failed');
const prove = (address: string, key?: string) => judge(attempt(address, key), 'proven');

describe('one key from one address', () => {
  it('fails five times, and is banned then, with the right secret too', () => {
    expect(answered(8, () => fail('192.0.2.1'))).toBe(5);
    expect(fail('192.0.2.1')).toBe(banMs);
    expect(prove('192.0.2.1')).toBe(banMs);
  });

  it('leaves other keys from there, and the same key from elsewhere, alone', () => {
    answered(8, () => fail('192.0.2.1'));
    expect([prove('192.0.2.1', 'OTHER'), prove('192.0.2.2')]).toEqual([undefined, undefined]);
    expect(opened.ledger.bannedMs(addressOf('192.0.2.1'))).toBeUndefined();
  });

  it('goes on after the ban, and is banned for twice as long when it fails on', () => {
    answered(5, () => fail('192.0.2.1'));
    clock.advance(banMs);
    expect(answered(8, () => fail('192.0.2.1'))).toBe(5);
    expect(prove('192.0.2.1')).toBe(2 * banMs);
  });

  it('begins anew after a success', () => {
    for (let round = 0; round < 4; round += 1) {
      expect(answered(4, () => fail('192.0.2.1', 'KEY', false))).toBe(4);
      expect(prove('192.0.2.1')).toBeUndefined();
    }
  });

  it('begins anew when its window has ended', () => {
    answered(4, () => fail('192.0.2.1'));
    clock.advance(10 * minuteMs);
    expect(answered(8, () => fail('192.0.2.1'))).toBe(5);
  });
});

describe('an address', () => {
  it('fails twenty times, whatever the keys, and is banned then as a whole', () => {
    expect(answered(30, (count) => fail('192.0.2.1', `K${count}`, false))).toBe(20);
    expect(opened.ledger.bannedMs(addressOf('192.0.2.1'))).toBe(banMs);
    expect(opened.ledger.bannedMs(addressOf('192.0.2.2'))).toBeUndefined();
  });

  it('gets no more guesses by mixing in successes of a key of its own', () => {
    const guesses = answered(100, (count) => {
      prove('192.0.2.1', 'OWN');
      return fail('192.0.2.1', `K${count % 10}`);
    });
    expect(guesses).toBe(20);
  });

  it('of a client with a wrong secret is not banned for it: the pair is banned before', () => {
    for (let round = 0; round < 3; round += 1) {
      answered(50, () => fail('192.0.2.1', 'KEY'));
      expect(opened.ledger.bannedMs(addressOf('192.0.2.1'))).toBeUndefined();
      clock.advance(minuteMs);
    }
  });

  it('counts by its IPv6 prefix, and its network of 48 bits with four times as many', () => {
    expect(answered(30, (count) => fail(`2001:db8:0:1::${count + 1}`, `K${count}`, false))).toBe(20);
    expect(opened.ledger.bannedMs(addressOf('2001:db8:0:1::ffff'))).toBe(banMs);
    expect(opened.ledger.bannedMs(addressOf('2001:db8:0:2::1'))).toBeUndefined();
    const others = answered(100, (count) => fail(`2001:db8:0:${(count + 2).toString(16)}::1`, `L${count}`, false));
    expect(others).toBe(60);
    expect(opened.ledger.bannedMs(addressOf('2001:db8:0:ffff::1'))).toBe(banMs);
    expect(opened.ledger.bannedMs(addressOf('2001:db8:1::1'))).toBeUndefined();
  });
});

describe('a key', () => {
  it('gets no more guesses from 1,000 addresses than its budget', () => {
    expect(answered(5000, (count) => fail(attacker(count % 1000)))).toBe(50);
  });

  it('whose budget is used up tells nobody new whether a secret is right', () => {
    answered(60, (count) => fail(attacker(count)));
    expect(prove(attacker(999))).toBeGreaterThan(0);
    expect(prove('198.51.100.7')).toBeGreaterThan(0);
  });

  it('goes on for its owner, from where it was used with success within 30 days', () => {
    prove('198.51.100.7');
    clock.advance(29 * dayMs);
    answered(60, (count) => fail(attacker(count)));
    expect(prove('198.51.100.7')).toBeUndefined();
    // From there it may also be mistyped.
    expect(fail('198.51.100.7')).toBeUndefined();
  });

  it('is not known any more from where it was last used 30 days ago', () => {
    prove('198.51.100.7');
    clock.advance(30 * dayMs);
    answered(60, (count) => fail(attacker(count)));
    expect(prove('198.51.100.7')).toBeGreaterThan(0);
  });

  it('begins anew when its window has ended', () => {
    answered(60, (count) => fail(attacker(count)));
    clock.advance(dayMs);
    expect(prove('198.51.100.7')).toBeUndefined();
    expect(answered(100, (count) => fail(attacker(count)))).toBe(50);
  });

  it('that the panel does not have is refused after as many failures as one that it has, and in the same way', () => {
    const answers = ['KEY', 'NOBODY'].map((id) =>
      Array.from({ length: 60 }, (_, count) => fail(attacker(count + (id === 'KEY' ? 0 : 500)), id, id === 'KEY')),
    );
    expect(answers[1]).toEqual(answers[0]);
    expect(answers[0]?.filter((waitMs) => waitMs === undefined)).toHaveLength(50);
    expect(opened.local.failures.keyFailures().map(({ key }) => key)).toEqual(['KEY']);
  });
});

describe('an address that is never banned', () => {
  beforeEach(() => open({ neverBan: ['198.51.100.0/24'] }));

  it('is not, whatever fails there, nor is it locked out by others', () => {
    expect(answered(100, () => fail('198.51.100.7', 'OTHER'))).toBe(100);
    answered(60, (count) => fail(`10.0.0.${count}`));
    expect([prove('198.51.100.7'), prove('198.51.100.8', 'OTHER')]).toEqual([undefined, undefined]);
    expect(opened.ledger.bannedMs(addressOf('198.51.100.7'))).toBeUndefined();
  });

  it('is not banned with its network either', () => {
    open({ neverBan: ['2001:db8::1'] });
    answered(100, (count) => fail(`2001:db8:0:${(count + 1).toString(16)}::1`, `K${count}`, false));
    expect(opened.ledger.bannedMs(addressOf('2001:db8::2'))).toBe(banMs);
    expect(opened.ledger.bannedMs(addressOf('2001:db8::1'))).toBeUndefined();
  });

  it('costs the key its budget all the same', () => {
    answered(60, () => fail('198.51.100.7'));
    expect(fail('203.0.113.1')).toBeGreaterThan(0);
  });
});

it('the success of one API key resets nothing: all of them have one name', () => {
  const apiKey = attempt('192.0.2.1', 'api-key', false);
  expect(
    answered(20, () => {
      judge(apiKey, 'proven');
      return judge(apiKey, 'failed');
    }),
  ).toBe(5);
});

it('without room for a ban a prefix from where the key was used is refused until its window ends, like any other', () => {
  open({ maxEntries: 1 });
  prove('192.0.2.1');
  answered(5, () => fail('192.0.2.9', 'OTHER'));
  answered(5, () => fail('192.0.2.1'));
  expect([fail('192.0.2.1'), prove('192.0.2.1')]).toEqual([10 * minuteMs, 10 * minuteMs]);
});

it('without room for another ban an address stays refused until its window ends', () => {
  open({ maxEntries: 1 });
  answered(30, (count) => fail('192.0.2.1', `K${count}`, false));
  expect(opened.ledger.bannedMs(addressOf('192.0.2.1'))).toBe(banMs);
  expect(answered(30, (count) => fail('192.0.2.2', `K${count}`, false))).toBe(20);
  expect(opened.ledger.bannedMs(addressOf('192.0.2.1'))).toBe(banMs);
});
