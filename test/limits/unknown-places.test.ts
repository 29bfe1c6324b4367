import { beforeEach, describe, expect, it } from 'vitest';
import { UnknownPlaces, unknownPlaces } from '../../src/limits/logins/unknown-places.ts';
import { type LedgerWith, ledgerWith } from '../support/ledger.ts';
import { ManualClock } from '../support/manual-clock.ts';
import { answered, attempt, dayMs, judgeBy, minuteMs } from './tries.ts';

// Ids that the panel does not have: what is answered must not tell that, and inventing them must be of no use.

const banMs = 15 * minuteMs;

let clock = new ManualClock();
let opened = ledgerWith();
beforeEach(() => {
  clock = new ManualClock();
  open();
});

function open(options: LedgerWith = {}): void {
  opened = ledgerWith({ clock, maxEntries: 100, ...options });
}

const invented = (count: number): string => `I${String(count).padStart(19, '0')}`;
const fail = (address: string, key: string, isGuessable: boolean) =>
  judgeBy(opened.ledger, attempt(address, key, isGuessable), 'failed');

const shared = (address: string) => judgeBy(opened.ledger, { ...attempt(address, 'api-key', false), isShared: true }, 'failed');

describe('an id that the panel does not have', () => {
  it.each([
    ['from one address, also after its ban, and after the next', ['192.0.2.1']],
    ['from many addresses', Array.from({ length: 80 }, (_, count) => `192.0.2.${count}`)],
    ['from an address that is never banned, and then from another', ['198.51.100.1', '192.0.2.7']],
  ])('is answered as one that it has: %s', (_how, addresses) => {
    const all = [true, false].map((isGuessable) => {
      clock = new ManualClock();
      open({ neverBan: ['198.51.100.0/24'] });
      return Array.from({ length: 240 }, (_, count) => {
        clock.advance(count % 20 === 19 ? 2 * banMs : 1000);
        return fail(addresses[Math.floor((count * addresses.length) / 240)] ?? '', 'KEY', isGuessable);
      });
    });
    expect(all[1]).toEqual(all[0]);
    expect(new Set(all[0]).size).toBeGreaterThan(1);
  });

  it.each([
    ['20 s', 20_000],
    ['45 s', 45_000],
    ['70 s', 70_000],
    ['100 s', 100_000],
  ])('is answered as one that it has, also where a ban is shorter than the window, with a try every %s', (_how, stepMs) => {
    const all = [true, false].map((isGuessable) => {
      clock = new ManualClock();
      const pair = { attempts: 5, perMs: 10 * minuteMs };
      open({ failures: { pair, address: { attempts: 1000, perMs: minuteMs }, banMs: minuteMs, maxBanMs: 60 * minuteMs } });
      return Array.from({ length: 60 }, () => {
        clock.advance(stepMs);
        return fail('192.0.2.1', 'KEY', isGuessable);
      });
    });
    expect(all[1]).toEqual(all[0]);
  });

  it('that is listed later begins without failures', () => {
    answered(8, () => fail('192.0.2.1', 'KEY', false));
    expect(fail('192.0.2.1', 'KEY', false)).toBe(banMs);
    expect(judgeBy(opened.ledger, attempt('192.0.2.1', 'KEY', true), 'proven')).toBeUndefined();
  });
});

const from = (count: number): string => `10.${(count >> 16) & 255}.${(count >> 8) & 255}.${count & 255}`;
const refused = (name: string, isGuessable: boolean): number =>
  2000 - answered(2000, (count) => fail(`172.16.${count >> 8}.${count & 255}`, `${name}${count}`.padEnd(20, '0'), isGuessable));

describe('ids that are invented without end', () => {
  it('push out no counter of a key, and no ban', () => {
    answered(4, () => fail('192.0.2.1', 'KEY', true));
    answered(5, () => fail('192.0.2.2', 'KEY', true));
    for (let count = 0; count < 5000; count += 1) fail('198.51.100.1', invented(count), false);
    for (let count = 0; count < 5000; count += 1)
      answered(6, () => fail(`10.0.${count >> 8}.${count & 255}`, invented(count % 7), false));
    expect(fail('192.0.2.1', 'KEY', true)).toBeUndefined();
    expect([fail('192.0.2.1', 'KEY', true), fail('192.0.2.2', 'KEY', true)]).toEqual([banMs, banMs]);
    expect(opened.failures.failures({ kind: 'key', text: 'KEY' })).toBe(10);
  });

  it('are in no list of bans or of keys, and change nothing that is kept on disk', () => {
    const changes: unknown[] = [];
    opened.failures.changed = (change) => changes.push(change);
    for (let count = 0; count < 300; count += 1) answered(6, () => fail(`10.0.0.${count & 255}`, invented(count), false));
    expect([opened.failures.keyFailures(), opened.failures.bans(), changes]).toEqual([[], [], []]);
  });

  it('take a fixed number of places', () => {
    const places = new UnknownPlaces(clock);
    const most = unknownPlaces.unknown_key;
    expect(places.size).toBe(0);
    const terms = { attempts: 50, perMs: dayMs, ban: undefined };
    for (let count = 0; count < 3 * most; count += 1) places.strike({ kind: 'unknown_key', text: invented(count) }, terms);
    expect(places.size).toBeLessThanOrEqual(most);
    expect(places.size).toBeGreaterThan(most * 0.99);
  });

  it.each([
    ['50 each with 2,000 ids, from as many addresses', 2000, 50],
    ['one each with 100,000 ids', 100_000, 1],
    ['five each with 20,000 ids, from one address each', 20_000, 5],
  ])('leave fresh ids as free as fresh ids of keys after 100,000 failures: %s', (how, ids, tries) => {
    open({ maxEntries: 200_000 });
    for (let id = 0; id < ids; id += 1) {
      for (let at = 0; at < tries; at += 1) fail(from(how.includes('one address') ? id : id * tries + at), invented(id), false);
    }
    expect(refused('KNOWN', true)).toBe(0);
    // One in two thousand, at most; by chance some more.
    expect(refused('FRESH', false)).toBeLessThanOrEqual(8);
  });

  it('meet in places that nobody can foretell', () => {
    const met = [new UnknownPlaces(clock), new UnknownPlaces(clock)].map((places) => {
      const subjects = Array.from(
        { length: unknownPlaces.unknown_key },
        (_, count) => ({ kind: 'unknown_key', text: invented(count) }) as const,
      );
      return subjects
        .map((subject) => {
          places.strike(subject, { attempts: 50, perMs: dayMs, ban: undefined });
          return places.failures(subject);
        })
        .join();
    });
    expect(met[0]).not.toEqual(met[1]);
  });
});

it('what many credentials share, such as the name of all API keys, has no budget of its own', () => {
  expect(answered(200, (count) => shared(`10.0.0.${count}`))).toBe(200);
  expect(answered(8, () => shared('192.0.2.1'))).toBe(5);
});
