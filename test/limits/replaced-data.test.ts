import { cpSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ManualClock } from '../support/manual-clock.ts';
import { until } from '../support/until.ts';
import { type KeptSite, keptSite, keyTerms, terms } from './kept-site.ts';

// The folder `data`, or a file in it, is removed or replaced while a gateway writes there.

const address = (count: number) => ({ kind: 'address', text: `192.0.2.${count}` }) as const;
const key = { kind: 'key', text: 'KEY' } as const;
const many = { ...keyTerms, attempts: 1000 };

let site: KeptSite;
let aside = '';

beforeEach(() => {
  site = keptSite(new ManualClock());
  aside = mkdtempSync(join(tmpdir(), 'aside-'));
});
afterEach(async () => {
  await site.close();
  rmSync(aside, { recursive: true, force: true });
});

const isWrittenAgain = (): Promise<void> => until(() => site.log.some((line) => line.includes('is written by this process now')));

/** What a process would find that starts after this one is killed. */
async function foundOnDisk(): Promise<{ readonly bans: readonly string[]; readonly used: number; readonly isKnown: boolean }> {
  const copy = mkdtempSync(join(aside, 'copy-'));
  cpSync(site.folder, copy, { recursive: true, filter: (path) => !path.endsWith('.sock') && !path.endsWith('.new') });
  const { failures, data } = await site.open({ at: copy });
  const bans = failures.bans().map(({ subject }) => subject.text);
  const found = { bans: bans.toSorted(), used: failures.failures(key), isKnown: failures.isKnown('KEY', '198.51.100.7') };
  await data.stop();
  return found;
}

const replacements: Readonly<Record<string, (folder: string) => void>> = {
  'the folder, by an empty one': (folder) => {
    renameSync(folder, join(aside, 'off'));
    mkdirSync(folder);
  },
  'the folder, by a copy of it': (folder) => {
    cpSync(folder, join(aside, 'copied'), { recursive: true, filter: (path) => !path.endsWith('.sock') });
    renameSync(folder, join(aside, 'off'));
    renameSync(join(aside, 'copied'), folder);
  },
  'all files in the folder': (folder) => {
    for (const name of readdirSync(folder)) rmSync(join(folder, name));
  },
  'journals alone': (folder) => {
    for (const name of readdirSync(folder)) if (name.includes('.journal.')) rmSync(join(folder, name));
  },
  'the socket alone': (folder) => {
    for (const name of readdirSync(folder)) if (name.endsWith('.sock')) rmSync(join(folder, name));
  },
};

describe('where someone replaces or removes', () => {
  it.each(Object.keys(replacements))('%s, everything is written anew, and it is still the only gateway there', async (name) => {
    const { failures, data } = await site.open();
    failures.strike(address(1), terms);
    for (let count = 0; count < 3; count += 1) failures.count(key, many);
    failures.know('KEY', '198.51.100.7');
    await until(async () => (await foundOnDisk()).used === 3);
    replacements[name]?.(site.folder);
    failures.strike(address(2), terms);
    await isWrittenAgain();
    const whole = { bans: ['192.0.2.1', '192.0.2.2'], used: 3, isKnown: true };
    await until(async () => isDeepStrictEqual(await foundOnDisk(), whole));
    expect([failures.bans().length, failures.failures(key)]).toEqual([2, 3]);
    await expect(site.open()).rejects.toThrow(`${site.folder} is held by process ${process.pid}`);
    expect(data.part.health?.()).toEqual([
      { part: 'data', isFault: false, words: expect.stringMatching(/^ok; .*was removed or replaced at .*written anew$/) },
    ]);
    failures.strike(address(3), terms);
    await until(async () => (await foundOnDisk()).bans.length === 3);
  });

  it('the file of bans after a restart, it is written anew', async () => {
    const before = await site.open();
    before.failures.strike(address(1), terms);
    await before.data.stop();
    const { failures } = await site.open();
    rmSync(join(site.folder, 'bans.json'));
    await isWrittenAgain();
    await until(async () => (await foundOnDisk()).bans.length === 1);
    expect(failures.bans()).toHaveLength(1);
  });
});

it('a folder that is away is said to be, and what changed meanwhile is written when it is back', async () => {
  const { failures, data } = await site.open();
  failures.strike(address(1), terms);
  await until(async () => (await foundOnDisk()).bans.length === 1);
  renameSync(site.folder, join(aside, 'off'));
  const words = (): string => String(data.part.health?.()[0]?.words);
  await until(() => words().includes('changes are kept in memory alone'));
  failures.strike(address(2), terms);
  failures.unban(address(1));
  renameSync(join(aside, 'off'), site.folder);
  await isWrittenAgain();
  await until(async () => (await foundOnDisk()).bans.join() === '192.0.2.2');
  expect(words()).toMatch(/^ok; /);
});

it('a gateway whose folder was replaced by one of another gateway leaves it to that one', async () => {
  const [own, other, link] = [join(aside, 'own'), join(aside, 'other'), join(aside, 'data')];
  mkdirSync(own);
  mkdirSync(other);
  symlinkSync(own, link);
  const { failures, data } = await site.open({ at: link });
  failures.strike(address(1), terms);
  const second = await site.open({ at: other });
  second.failures.strike(address(2), terms);
  symlinkSync(other, join(aside, 'next'));
  renameSync(join(aside, 'next'), link);
  await until(() => String(data.part.health?.()[0]?.words).startsWith('held by'));
  expect([failures.bans().length, second.failures.bans().length]).toEqual([1, 1]);
  await second.data.stop();
  await isWrittenAgain();
  expect(failures.bans()).toHaveLength(2);
});
