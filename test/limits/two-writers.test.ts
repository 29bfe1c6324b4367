import { mkdirSync, readFileSync, rmdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ManualClock } from '../support/manual-clock.ts';
import { until } from '../support/until.ts';
import { ban, type KeptSite, keptSite, keyTerms, terms } from './kept-site.ts';

// Two gateways and one folder `data`: a socket is handed over, and the next gateway serves while the last one still holds the folder.

const minuteMs = 60_000;
const address = (count: number) => ({ kind: 'address', text: `192.0.2.${count}` }) as const;
const key = { kind: 'key', text: 'KEY' } as const;
const many = { ...keyTerms, attempts: 1000 };

let clock = new ManualClock();
let site: KeptSite;

beforeEach(() => {
  clock = new ManualClock();
  site = keptSite(clock);
});
afterEach(() => site.close());

/** The second one has taken over. */
const takenOver = async (times = 1): Promise<void> =>
  await expect.poll(() => site.log.filter((line) => line.includes('is written by this process now')).length).toBe(times);

it('a second one without a handed-over socket does not start, and says who holds the folder', async () => {
  const first = await site.open();
  await expect(site.open()).rejects.toMatchObject({ code: 'EDATASTART' });
  await expect(site.open()).rejects.toThrow(
    new RegExp(`${site.folder} is held by process ${process.pid} on .*, since 20.*stop that gateway`),
  );
  await first.data.stop();
  await site.open();
});

describe('the next gateway', () => {
  it('knows at once what the last one knows', async () => {
    const first = await site.open();
    first.failures.strike(address(1), terms);
    first.failures.know('KEY', '198.51.100.7');
    await expect.poll(() => site.names()).toEqual(['bans.journal.1', 'prefixes.journal.1']);
    const text = (name: string): string => readFileSync(join(site.folder, name), 'utf8');
    await expect
      .poll(() => site.names().map(text))
      .toEqual([expect.stringContaining('192.0.2.1'), expect.stringContaining('KEY')]);
    const second = await site.open({ mayWait: true });
    const { failures } = second;
    expect([failures.bannedMs(address(1)), failures.isKnown('KEY', '198.51.100.7')]).toEqual([ban.firstMs, true]);
    expect(site.log.at(-1)).toMatch(/is held by process .*; changes are kept in memory until it lets go$/);
    const health = () => second.data.part.health?.().map(({ isFault, words }) => `${isFault} ${words}`);
    expect(health()).toEqual([expect.stringMatching(/^false held by process .*; changes are kept in memory/)]);
    await first.data.release();
    await takenOver();
    expect(health()).toEqual(['false undefined']);
  });

  it('writes nothing before the last one lets go, and then what both have changed', async () => {
    const first = await site.open();
    const second = await site.open({ mayWait: true });
    second.failures.strike(address(2), terms);
    second.failures.know('KEY', '198.51.100.8');
    expect(site.names()).toEqual([]);
    first.failures.strike(address(1), terms);
    first.failures.know('KEY', '198.51.100.7');
    await first.data.release();
    await takenOver();
    const { failures } = second;
    expect([failures.bannedMs(address(1)), failures.isKnown('KEY', '198.51.100.7')]).toEqual([ban.firstMs, true]);
    await second.data.stop();
    const third = await site.open();
    expect(third.failures.bans()).toHaveLength(2);
    expect(third.failures.known.all()).toHaveLength(2);
  });

  it('takes the longer one of two bans of an address', async () => {
    const first = await site.open();
    const second = await site.open({ mayWait: true });
    first.failures.ban(address(1), 50 * minuteMs);
    second.failures.ban(address(1), 10 * minuteMs);
    first.failures.ban(address(2), 10 * minuteMs);
    second.failures.ban(address(2), 50 * minuteMs);
    await first.data.release();
    await takenOver();
    expect([second.failures.bannedMs(address(1)), second.failures.bannedMs(address(2))]).toEqual([50 * minuteMs, 50 * minuteMs]);
  });

  it('brings back no ban that was ended by hand at either of them', async () => {
    const first = await site.open();
    for (const count of [1, 2, 3, 4]) first.failures.strike(address(count), terms);
    await first.data.stop();
    const last = await site.open();
    const second = await site.open({ mayWait: true });
    last.failures.unban(address(1));
    second.failures.unban(address(2));
    // Ended at the one, and begun anew at the other, where it runs for longer.
    second.failures.unban(address(3));
    last.failures.ban(address(3), 90 * minuteMs);
    await last.data.release();
    await takenOver();
    const banned = [1, 2, 3, 4].map((count) => second.failures.bannedMs(address(count)));
    expect(banned).toEqual([undefined, undefined, 90 * minuteMs, ban.firstMs]);
  });

  it('counts the failures of a key at both, and each of them once', async () => {
    const first = await site.open();
    const fail = (failures: typeof first.failures, times: number): void => {
      for (let count = 0; count < times; count += 1) failures.strike(key, many);
    };
    fail(first.failures, 10);
    await first.data.stop();
    const last = await site.open();
    const second = await site.open({ mayWait: true });
    expect(second.failures.failures(key)).toBe(10);
    fail(last.failures, 2);
    fail(second.failures, 3);
    await last.data.release();
    await takenOver();
    expect(second.failures.failures(key)).toBe(15);
  });

  it('forgets the failures of a key that was unlocked at the last one', async () => {
    const first = await site.open();
    for (let count = 0; count < 10; count += 1) first.failures.strike(key, many);
    await first.data.stop();
    const last = await site.open();
    const second = await site.open({ mayWait: true });
    last.failures.unban(key);
    await last.data.release();
    await takenOver();
    expect(second.failures.failures(key)).toBe(0);
  });
});

describe('a take-over that fails', () => {
  it.each(['bans.json', 'prefixes.json'])('by a folder in the place of %s is said until it succeeds', async (name) => {
    const first = await site.open();
    const second = await site.open({ mayWait: true });
    const words = (): string => String(second.data.part.health?.()[0]?.words);
    mkdirSync(join(site.folder, name));
    await first.data.release();
    await expect
      .poll(words)
      .toMatch(/^changes are kept in memory alone, and it is tried again: .*a folder is in the place of the file/);
    second.failures.strike(address(2), terms);
    second.failures.know('KEY', '198.51.100.8');
    rmdirSync(join(site.folder, name));
    await until(() => words() === 'undefined');
    await second.data.stop();
    const third = await site.open();
    expect([third.failures.bans().length, third.failures.known.size]).toEqual([1, 1]);
  });

  it('by a folder that is removed is said until it is there again', async () => {
    const first = await site.open();
    const second = await site.open({ mayWait: true });
    const words = (): string => String(second.data.part.health?.()[0]?.words);
    rmSync(site.folder, { recursive: true });
    await first.data.release();
    await expect.poll(words).toMatch(/^changes are kept in memory alone/);
    mkdirSync(site.folder);
    await until(() => words() === 'undefined');
  });
});

describe('the last gateway', () => {
  it('writes what changed after it let go, where no other one has taken over', async () => {
    const first = await site.open();
    first.failures.strike(address(1), terms);
    await first.data.release();
    first.failures.strike(address(2), terms);
    first.failures.unban(address(1));
    await first.data.stop();
    expect((await site.open()).failures.bans().map(({ subject }) => subject)).toEqual([address(2)]);
  });

  it('says so where another one has', async () => {
    const first = await site.open();
    await first.data.release();
    await site.open();
    first.failures.strike(address(2), terms);
    await first.data.stop();
    expect(site.log.at(-1)).toMatch(/^warn data: .* is held by process .*: what changed here since it took over is not kept$/);
  });

  it('says how much is not kept', async () => {
    const first = await site.open();
    await first.data.release();
    await site.open();
    for (let count = 0; count < 3; count += 1) first.failures.strike(address(count), terms);
    first.failures.count(key, many);
    await first.data.stop();
    expect(site.log.filter((line) => line.startsWith('warn'))).toEqual([
      expect.stringContaining('and 4 changes of bans and failures were made here meanwhile: what changed'),
    ]);
  });
});
