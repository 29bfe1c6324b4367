import { expect, it } from 'vitest';
import { limitKinds } from '../../src/domain/ledger/limiter.ts';
import { subjectKinds } from '../../src/limits/logins/failure-store.ts';
import { MemoryFailures } from '../../src/limits/logins/memory-failures.ts';
import { MemoryLimiter } from '../../src/limits/rates/memory-limiter.ts';
import { NamedWindows } from '../../src/limits/tables/named-windows.ts';
import { InFlightCounts } from '../../src/limits/logins/in-flight-counts.ts';
import { ManualClock } from '../support/manual-clock.ts';

// Every table that grows with what strangers send, at its bound and beyond.

const clock = new ManualClock();
const most = 10;
const names = Array.from({ length: 5 * most }, (_, index) => `name${index}`);
const rate = { calls: 1, perMs: 60_000, burst: 1 };

it('counters of each kind of limit are kept up to the bound', () => {
  const limiter = new MemoryLimiter(clock, most);
  for (const kind of limitKinds) for (const key of names) limiter.take(kind, { key, rate });
  expect(limitKinds.map((kind) => limiter.entries(kind))).toEqual(limitKinds.map(() => most));
});

it('failures of each kind, bans and known prefixes are kept up to the bound', () => {
  const failures = new MemoryFailures(clock, most);
  const terms = { attempts: 2, perMs: 60_000, ban: undefined };
  for (const kind of subjectKinds) for (const text of names) failures.strike({ kind, text }, terms);
  for (const text of names)
    failures.strike({ kind: 'address', text }, { ...terms, attempts: 1, ban: { firstMs: 1000, maxMs: 1000 } });
  for (const key of names) for (const prefix of names) failures.know(key, prefix);
  expect(subjectKinds.map((kind) => failures.entries(kind))).toEqual(subjectKinds.map(() => most));
  expect([failures.bans().length, failures.banTable.size, failures.known.size]).toEqual([most, most, most]);
  expect(names.filter((prefix) => failures.known.hasPrefix(prefix))).toHaveLength(most);
});

it('windows with names are kept up to the bound, and a name that is there begins anew without room for another', () => {
  const windows = new NamedWindows(clock, most);
  for (const name of names) windows.begin(name, 1000);
  const kept = windows.all().map(([name]) => name);
  for (const name of kept) windows.begin(name, 1000);
  expect([windows.size, windows.all().map(([name]) => name)]).toEqual([most, kept]);
});

it('tries that have ended leave nothing behind', () => {
  const inFlight = new InFlightCounts();
  for (const name of names) inFlight.begin([name, 'all']);
  expect([inFlight.of('all'), inFlight.size]).toEqual([names.length, names.length + 1]);
  for (const name of names) inFlight.end([name, 'all']);
  expect(inFlight.size).toBe(0);
});
