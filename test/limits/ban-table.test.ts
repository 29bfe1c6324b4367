import { beforeEach, describe, expect, it } from 'vitest';
import type { NamedSubject } from '../../src/limits/logins/failure-store.ts';
import { BanTable } from '../../src/limits/logins/ban-table.ts';
import { ManualClock } from '../support/manual-clock.ts';

const minuteMs = 60_000;
const terms = { firstMs: 15 * minuteMs, maxMs: 24 * 60 * minuteMs };
const subject = (text: string): NamedSubject => ({ kind: 'address', text });
const a = subject('192.0.2.1');

let clock = new ManualClock();
let bans = new BanTable(clock, 100);

beforeEach(() => {
  clock = new ManualClock();
  bans = new BanTable(clock, 100);
});

describe('a ban', () => {
  it('runs for its time and no longer', () => {
    bans.begin(a, terms);
    expect(bans.leftMs(a)).toBe(terms.firstMs);
    clock.advance(terms.firstMs - 1);
    expect(bans.leftMs(a)).toBe(1);
    clock.advance(1);
    expect(bans.leftMs(a)).toBeUndefined();
  });

  it('is twice as long each time, up to the longest', () => {
    const minutes = Array.from({ length: 9 }, () => {
      bans.begin(a, terms);
      const leftMs = bans.leftMs(a) ?? 0;
      clock.advance(leftMs);
      return leftMs / minuteMs;
    });
    expect(minutes).toEqual([15, 30, 60, 120, 240, 480, 960, 1440, 1440]);
  });

  it('is a first one again when the longest time has passed without one', () => {
    bans.begin(a, terms);
    clock.advance(terms.firstMs + terms.maxMs - 1);
    bans.begin(a, terms);
    expect(bans.leftMs(a)).toBe(2 * terms.firstMs);
    clock.advance(2 * terms.firstMs + terms.maxMs);
    bans.begin(a, terms);
    expect(bans.leftMs(a)).toBe(terms.firstMs);
  });

  it('that is told of once more began when it did, and another one of its subject did not', () => {
    bans.begin(a, terms);
    const sinceMs = clock.wallMs();
    clock.advance(minuteMs);
    const told = { subject: a, cause: 'address', level: 1 } as const;
    bans.add({ ...told, leftMs: terms.firstMs - minuteMs }, 0);
    expect(bans.of(a)?.sinceMs).toBe(sinceMs);
    bans.add({ ...told, leftMs: terms.firstMs }, 0);
    expect(bans.of(a)?.sinceMs).toBeUndefined();
  });

  it('concerns its own subject only', () => {
    bans.begin(a, terms);
    expect(bans.leftMs(subject('192.0.2.2'))).toBeUndefined();
    expect(bans.leftMs({ kind: 'network', text: a.text })).toBeUndefined();
  });

  it('that is ended by hand has never been', () => {
    bans.begin(a, terms);
    expect([bans.remove(a), bans.remove(a), bans.leftMs(a)]).toEqual([true, false, undefined]);
    bans.begin(a, terms);
    expect(bans.leftMs(a)).toBe(terms.firstMs);
  });
});

describe('a full table', () => {
  it('drops bans that have ended, and never one that runs', () => {
    bans = new BanTable(clock, 50);
    bans.begin(a, { firstMs: terms.maxMs, maxMs: terms.maxMs });
    for (let count = 0; count < 1000; count += 1) {
      bans.begin(subject(`198.51.100.${count}`), { firstMs: 1000, maxMs: 1000 });
      clock.advance(100);
    }
    expect(bans.size).toBeLessThanOrEqual(50);
    expect(bans.leftMs(a)).toBeGreaterThan(0);
  });

  it('of bans that all run takes no further one, and says so', () => {
    bans = new BanTable(clock, 3);
    const begun = Array.from({ length: 5 }, (_, index) => bans.begin(subject(`192.0.2.${index}`), terms));
    expect(begun).toEqual([true, true, true, false, false]);
    expect(
      bans
        .running()
        .map((ban) => ban.subject.text)
        .toSorted(),
    ).toEqual(['192.0.2.0', '192.0.2.1', '192.0.2.2']);
  });
});

it('bans are told with their cause, and counted by it', () => {
  bans.begin(a, terms);
  bans.begin({ kind: 'pair', text: 'KEY 192.0.2.2' }, terms);
  bans.addByHand(subject('192.0.2.3'), 5000);
  expect(bans.running().map(({ cause, leftMs, level }) => [cause, leftMs, level])).toEqual([
    ['address', terms.firstMs, 1],
    ['pair', terms.firstMs, 1],
    ['manual', 5000, 1],
  ]);
  expect([...bans.begun()]).toEqual([
    ['address', 1],
    ['pair', 1],
    ['manual', 1],
  ]);
});
