import { mkdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { systemClock } from '../../src/domain/clock.ts';
import { ManualClock } from '../support/manual-clock.ts';
import { ban, type KeptSite, keptSite, keyTerms, terms } from './kept-site.ts';

const minuteMs = 60_000;
const a = { kind: 'address', text: '192.0.2.1' } as const;
const b = { kind: 'address', text: '192.0.2.2' } as const;
const key = { kind: 'key', text: 'KEY' } as const;

let clock = new ManualClock();
let site: KeptSite;

beforeEach(() => {
  clock = new ManualClock();
  site = keptSite(clock);
});
afterEach(() => site.close());

const pathOf = (name: string): string => join(site.folder, name);
const textOf = (name: string): string => readFileSync(pathOf(name), 'utf8');

/** In 100 ms, and where this machine or its disk is slow, when it has done as much as it does elsewhere in that time. */
async function soon(): Promise<void> {
  for (let quarter = 0; quarter < 4; quarter += 1) {
    await pause(25);
    await writeFile(join(site.folder, 'probe'), '', { flush: true });
  }
}

describe('what outlives a restart', () => {
  it('is a ban, since when it runs, for the rest of its time, and how many there were', async () => {
    const first = await site.open();
    const beganMs = clock.wallMs();
    first.failures.strike(a, terms);
    await first.data.stop();
    clock.advance(5 * minuteMs);
    const { failures } = await site.open();
    expect(failures.bans()).toMatchObject([{ sinceMs: beganMs }]);
    expect(failures.bannedMs(a)).toBe(10 * minuteMs);
    clock.advance(10 * minuteMs);
    expect(failures.bannedMs(a)).toBeUndefined();
    failures.strike(a, terms);
    expect(failures.bannedMs(a)).toBe(2 * ban.firstMs);
  });

  it('is where a key was used with success, and what is left of its budget', async () => {
    const first = await site.open();
    first.failures.know('KEY', '198.51.100.7');
    first.failures.strike(key, keyTerms);
    first.failures.strike(key, keyTerms);
    await first.data.stop();
    clock.advance(20 * minuteMs);
    const { failures } = await site.open();
    expect([failures.isKnown('KEY', '198.51.100.7'), failures.isKnown('KEY', '198.51.100.8')]).toEqual([true, false]);
    expect([failures.failures(key), failures.strike(key, keyTerms), failures.strike(key, keyTerms)]).toEqual([
      2,
      undefined,
      40 * minuteMs,
    ]);
  });

  it('is of each panel its own, and stays while the configuration does not have the panel', async () => {
    const first = await site.open();
    first.failures.strike(a, terms);
    first.failures.strike(key, keyTerms);
    first.failures.know('KEY', '198.51.100.7');
    await first.data.stop();
    const other = await site.open({ panels: ['other'] });
    expect(other.failures.bannedMs(a)).toBeUndefined();
    other.failures.strike(b, terms);
    other.failures.know('KEY', '198.51.100.8');
    await other.data.stop();
    const { failures } = await site.open();
    expect([failures.bannedMs(a), failures.bannedMs(b), failures.failures(key)]).toEqual([ban.firstMs, undefined, 1]);
    expect(failures.isKnown('KEY', '198.51.100.7')).toBe(true);
  });

  it('is not a ban that has ended meanwhile, by itself or by hand', async () => {
    const first = await site.open();
    first.failures.strike(a, terms);
    first.failures.strike(b, terms);
    first.failures.unban(b);
    await first.data.stop();
    const second = await site.open();
    expect(second.failures.bans().map(({ subject }) => subject)).toEqual([a]);
    await second.data.stop();
    clock.advance(ban.firstMs);
    expect((await site.open()).failures.bans()).toEqual([]);
  });
});

describe('what was answered is on disk within 100 ms, whatever follows,', () => {
  it('of bans, of each as of the first', async () => {
    const { failures } = await site.open();
    for (let count = 1; count <= 12; count += 1) {
      failures.strike({ kind: 'address', text: `192.0.2.${count}` }, terms);
      await soon();
      expect(textOf('bans.journal.1')).toContain(`"192.0.2.${count}"`);
    }
  });

  it('of bans by hand, bans that are ended by hand, and keys that are unlocked by hand', async () => {
    const { failures } = await site.open();
    failures.ban(a, minuteMs);
    failures.ban(b, minuteMs);
    failures.strike(key, keyTerms);
    await soon();
    failures.unban(a);
    failures.unban(key);
    await soon();
    const lines = textOf('bans.journal.1')
      .trim()
      .split('\n')
      .map((line): unknown => JSON.parse(line));
    expect(lines).toContainEqual({ panel: 'main', unban: a });
    expect(lines).toContainEqual({ panel: 'main', key: { key: 'KEY', used: 0, endsAt: 0 } });
  });

  it('and of where a key was used with success', async () => {
    const { failures } = await site.open();
    failures.know('KEY', '198.51.100.7');
    failures.know('KEY', '198.51.100.8');
    await soon();
    expect(textOf('prefixes.journal.1')).toMatch(/198\.51\.100\.7[^]*198\.51\.100\.8/);
  });
});

describe('a disk that is full', () => {
  it('is said once, and nothing is lost when there is room again', async () => {
    const { failures, data } = await site.open();
    // Everything that is written there fails as on a full disk.
    symlinkSync('/dev/full', pathOf('bans.journal.1'));
    for (let count = 1; count <= 9; count += 1) failures.strike({ kind: 'address', text: `192.0.2.${count}` }, terms);
    await expect.poll(() => site.log.length).toBe(1);
    expect(site.log[0]).toMatch(/^error .*bans\.journal\.1 cannot be written.*the disk is full; make room on it \(ENOSPC\)/);
    expect(data.part.health?.()).toEqual([{ part: 'data', isFault: false, words: expect.stringContaining('the disk is full') }]);
    expect(failures.bannedMs(a)).toBe(ban.firstMs);
    rmSync(pathOf('bans.journal.1'));
    await expect.poll(() => site.log.at(-1)).toMatch(/bans\.journal\.1 can be written again$/);
    expect([site.log.length, textOf('bans.journal.1').split('\n').length - 1]).toEqual([2, 10]);
    await data.stop();
    expect((await site.open()).failures.bans()).toHaveLength(9);
  });

  it('at a stop or a hand-over is said with what is lost by it, and only where something is', async () => {
    const first = await site.open();
    for (const name of ['bans.journal.1', 'bans.journal.2']) symlinkSync('/dev/full', pathOf(name));
    mkdirSync(pathOf('bans.json.new/x'), { recursive: true });
    for (let count = 1; count <= 5; count += 1) first.failures.strike({ kind: 'address', text: `192.0.2.${count}` }, terms);
    await first.data.release();
    expect(site.log.filter((each) => each.includes('are lost'))).toEqual([
      expect.stringMatching(/^error .*bans\.json: the last 5 changes could not be written, and are lost$/),
    ]);
    await first.data.stop();
    for (const name of ['bans.journal.1', 'bans.journal.2']) rmSync(pathOf(name));
    const second = await site.open();
    second.failures.strike(a, terms);
    await second.data.stop();
    expect(site.log.filter((each) => each.includes('are lost'))).toHaveLength(1);
    rmSync(pathOf('bans.json.new'), { recursive: true });
    expect((await site.open()).failures.bannedMs(a)).toBe(ban.firstMs);
  });

  it('keeps what waits for it within a bound, and all is written anew then', async () => {
    await site.close();
    site = keptSite(systemClock, 30_000);
    const { failures, data } = await site.open();
    symlinkSync('/dev/full', pathOf('bans.journal.1'));
    mkdirSync(pathOf('bans.json.new/x'), { recursive: true });
    for (let count = 0; count < 25_000; count += 1) failures.strike({ kind: 'address', text: `a${count}` }, terms);
    await expect.poll(() => site.log.filter((each) => each.includes('bans.json cannot be written')).length).toBe(1);
    rmSync(pathOf('bans.json.new'), { recursive: true });
    rmSync(pathOf('bans.journal.1'));
    await data.stop();
    expect((await site.open()).failures.bans()).toHaveLength(25_000);
  });
});
