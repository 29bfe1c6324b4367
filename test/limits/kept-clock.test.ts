import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ManualClock } from '../support/manual-clock.ts';
import { until } from '../support/until.ts';
import { ban, type KeptSite, keptSite, keyTerms, terms } from './kept-site.ts';

// Bans and known prefixes are kept by the wall clock, which a machine may set some time after it has started.

class SettableClock extends ManualClock {
  offMs = 0;
  override readonly wallMs = (): number => 1_800_000_000_000 + this.monotonicMs() + this.offMs;
}

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
const address = (count: number) => ({ kind: 'address', text: `192.0.2.${count}` }) as const;
const key = { kind: 'key', text: 'KEY' } as const;
const many = { ...keyTerms, attempts: 1000 };

let clock: SettableClock;
let site: KeptSite;
let copies = '';
beforeEach(() => {
  clock = new SettableClock();
  site = keptSite(clock);
  copies = mkdtempSync(join(tmpdir(), 'copies-'));
});
afterEach(async () => {
  await site.close();
  rmSync(copies, { recursive: true });
});

const isJudgedAnew = (): Promise<void> => until(() => site.log.some((line) => line.includes('the clock was set')));

/** Bans that a process finds that starts after this one is killed. */
async function leftOnDisk(): Promise<Readonly<Record<string, number>>> {
  const copy = mkdtempSync(join(copies, 'copy-'));
  cpSync(site.folder, copy, { recursive: true, filter: (path) => !path.endsWith('.sock') && !path.endsWith('.new') });
  const { failures, data } = await site.open({ at: copy });
  const left = Object.fromEntries(failures.bans().map(({ subject, leftMs }) => [subject.text, leftMs]));
  await data.stop();
  return left;
}

describe('a clock that is wrong at the start and set later', () => {
  it.each([
    ['before 1971', -1_800_000_000_000],
    ['400 days ahead', 400 * dayMs],
    ['a day behind', -dayMs],
    ['an hour ahead', hourMs],
  ])('because it was %s loses and lengthens nothing', async (_how, offMs) => {
    const first = await site.open();
    first.failures.strike(address(1), terms);
    first.failures.ban(address(2), 300 * dayMs);
    for (let count = 0; count < 3; count += 1) first.failures.count(key, many);
    first.failures.know('KEY', '198.51.100.7');
    await first.data.stop();
    clock.offMs = offMs;
    const second = await site.open();
    second.failures.strike(address(3), terms);
    second.failures.know('OTHER', '198.51.100.8');
    clock.advance(1000);
    clock.offMs = 0;
    await isJudgedAnew();
    const { failures } = second;
    expect([1, 2, 3].map((count) => failures.bannedMs(address(count)))).toEqual([
      ban.firstMs - 1000,
      300 * dayMs - 1000,
      ban.firstMs - 1000,
    ]);
    expect(failures.failures(key)).toBe(3);
    expect([failures.isKnown('KEY', '198.51.100.7'), failures.isKnown('OTHER', '198.51.100.8')]).toEqual([true, true]);
    await second.data.stop();
    const third = await site.open();
    expect(third.failures.bans()).toHaveLength(3);
    expect([third.failures.isKnown('KEY', '198.51.100.7'), third.failures.isKnown('OTHER', '198.51.100.8')]).toEqual([
      true,
      true,
    ]);
    expect(third.failures.failures(key)).toBe(3);
  });

  it('is no reason to forget what was read, also where the process is stopped before it is set', async () => {
    const first = await site.open();
    first.failures.strike(address(1), terms);
    first.failures.know('KEY', '198.51.100.7');
    await first.data.stop();
    clock.offMs = 400 * dayMs;
    const second = await site.open();
    second.failures.strike(address(2), terms);
    await second.data.stop();
    clock.offMs = 0;
    const third = await site.open();
    expect(third.failures.bannedMs(address(1))).toBe(ban.firstMs);
    expect(third.failures.isKnown('KEY', '198.51.100.7')).toBe(true);
  });

  it('brings back no ban that was ended by hand meanwhile', async () => {
    const first = await site.open();
    first.failures.strike(address(1), terms);
    await first.data.stop();
    clock.offMs = 400 * dayMs;
    const second = await site.open();
    second.failures.unban(address(1));
    clock.offMs = 0;
    await isJudgedAnew();
    expect(second.failures.bans()).toEqual([]);
    await second.data.stop();
    expect((await site.open()).failures.bans()).toEqual([]);
  });
});

it.each([
  ['a day behind', -dayMs],
  ['a day ahead', dayMs],
])('bans that began while the clock was %s are written anew when it is set', async (_how, offMs) => {
  clock.offMs = offMs;
  const { failures } = await site.open();
  failures.ban(address(2), 20 * hourMs);
  await until(() => site.names().includes('bans.journal.1'));
  clock.offMs = 0;
  await isJudgedAnew();
  await until(async () => (await leftOnDisk())['192.0.2.2'] === 20 * hourMs);
  expect(failures.bannedMs(address(2))).toBe(20 * hourMs);
});

it('what has ended is dropped from the files an hour after the start', async () => {
  const first = await site.open();
  first.failures.strike(address(1), terms);
  first.failures.know('KEY', '198.51.100.7');
  await first.data.stop();
  clock.advance(40 * dayMs);
  const second = await site.open();
  clock.advance(hourMs);
  second.failures.strike(address(2), terms);
  second.failures.know('OTHER', '198.51.100.8');
  await second.data.stop();
  clock.offMs = -40 * dayMs;
  const { failures } = await site.open();
  expect([failures.bans().length, failures.known.size]).toEqual([1, 1]);
});

describe('at a hand-over during which the clock is set', () => {
  it.each([2000, -2000, dayMs])('by %i ms, what was ended by hand at the next gateway stays ended', async (offMs) => {
    const first = await site.open();
    first.failures.strike(address(1), terms);
    for (let count = 0; count < 3; count += 1) first.failures.count(key, many);
    await first.data.stop();
    const last = await site.open();
    const next = await site.open({ mayWait: true });
    next.failures.unban(address(1));
    next.failures.unban(key);
    clock.offMs = offMs;
    last.failures.strike(address(7), terms);
    await last.data.release();
    await until(() => site.log.some((line) => line.includes('is written by this process now')));
    expect([next.failures.bannedMs(address(1)), next.failures.failures(key)]).toEqual([undefined, 0]);
    expect(next.failures.bannedMs(address(7))).toBeGreaterThan(0);
  });
});
