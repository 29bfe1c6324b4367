import { chmodSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { setImmediate as turn } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import type { PanelStateSource } from '../../src/domain/panel/panel-state.ts';
import { digestOf } from '../../src/domain/secret.ts';
import { writeStaticFile } from '../../src/state/static/static-writer.ts';
import { profiles, stateWith } from '../support/facts.ts';
import { until } from '../support/until.ts';
import { byHand, digest, followStatic, table } from './followed-static.ts';

/** So that only watching can notice a change in time. */
const seldom = { everyMs: 60_000 };
function writtenAt(ms: number): string {
  return `${byHand}writtenAt: ${new Date(ms).toISOString()}\n`;
}

function ageMs(source: PanelStateSource, nowMs: number): number {
  return nowMs - (source.current()?.readAtMs ?? Number.NaN);
}

describe('a static file that is written by hand', () => {
  it('is read, with the commands of the table that was handed in', async () => {
    const { source } = await followStatic();
    expect(source.problems()).toEqual([]);
    expect(source.current()?.accessKeys.get('ALICEALICEALICEALICE')).toMatchObject({ user: 'alice' });
    expect(source.current()?.commands).toBe(table);
  });

  it('is as new as the last look at it', async () => {
    const { source, advance } = await followStatic();
    const before = source.current()?.readAtMs ?? Number.NaN;
    advance(600_000);
    await source.refresh();
    expect((source.current()?.readAtMs ?? 0) - before).toBeGreaterThanOrEqual(600_000);
    expect(source.problems()).toEqual([]);
  });

  it('is followed where it is written in place', async () => {
    const { source, file } = await followStatic({ timings: seldom });
    writeFileSync(file, byHand.replace('alice: active', 'alice: suspended'));
    await until(() => source.current()?.users.get('alice') === 'suspended');
    expect(source.problems()).toEqual([]);
  });

  it('is followed where another is moved over it', async () => {
    const { source, file } = await followStatic({ timings: seldom });
    writeFileSync(`${file}.new`, byHand.replace('accessKeys: all', 'accessKeys: root'));
    renameSync(`${file}.new`, file);
    await until(() => source.current()?.api.accessKeys === 'root');
    expect(source.problems()).toEqual([]);
  });

  it('is followed where it is a link to a file that changes, which no watch notices', async () => {
    const { source, file } = await followStatic({ timings: { everyMs: 20 } });
    writeFileSync(`${file}.target`, byHand);
    rmSync(file);
    symlinkSync(`${file}.target`, file);
    writeFileSync(`${file}.target`, byHand.replace('accessKeys: all', 'accessKeys: off'));
    await until(() => source.current()?.api.accessKeys === 'off');
    expect(source.problems()).toEqual([]);
  });

  it('that breaks leaves the last good one in force, and says once what is wrong', async () => {
    const { source, file, logged } = await followStatic();
    const before = source.current();
    writeFileSync(file, byHand.replace('user: alice', 'usr: alice'));
    await until(() => source.problems().length > 0);
    await source.refresh();
    expect(source.current()).toBe(before);
    expect(source.problems()).toEqual([
      `${file}: accessKeys.ALICEALICEALICEALICE.usr: unknown field; expected secretSha256, user, profiles, everything`,
      `${file}: accessKeys.ALICEALICEALICEALICE.user: expected a user's name; put one that looks like a number in quotes`,
    ]);
    expect(logged).toEqual(
      source.problems().map((problem) => `error panel state is not up to date, and the last good one still counts: ${problem}`),
    );
  });

  it.each([
    [
      'has a key twice',
      `${byHand}  ALICEALICEALICEALICE: { secretSha256: ${digest}, user: admin, everything: true }\n`,
      /is there twice/,
    ],
    ['is no YAML', `${byHand}: [\n`, /line 10, column 1/],
    ['does not end with a line feed', byHand.trimEnd(), /half written/],
    ['is empty', '\n', /expected a mapping, found nothing/],
    ['is too long to be parsed in one piece', `${byHand}${'#\n'.repeat(40_000)}`, /longer than 65536 bytes/],
  ])('that %s allows nothing', async (_what, text, fault) => {
    const { source } = await followStatic({ text });
    expect(source.current()).toBeUndefined();
    expect(source.problems().join('\n')).toMatch(fault);
    expect(source.problems().join('\n')).not.toContain(digest);
  });

  it('that others can write is refused, also when it has been good', async () => {
    const { source, file } = await followStatic();
    const before = source.current();
    chmodSync(file, 0o646);
    await source.refresh();
    expect(source.current()).toBe(before);
    expect(source.problems()).toEqual([`${file} can be written by others, so it does not count: chmod o-w ${file}`]);
    chmodSync(file, 0o640);
    await until(() => source.problems().length === 0);
  });

  it('allows nothing without a table of commands', async () => {
    const { source, file } = await followStatic({ hasTable: false });
    expect(source.current()).toBeUndefined();
    expect(source.problems()).toEqual([`${file}: commands: expected a mapping, found nothing`]);
  });

  it('is waited for where it is not there yet', async () => {
    const { source, file } = await followStatic({ text: '', timings: seldom });
    expect(source.problems()).toEqual([`${file} does not exist: state.static must name the file that hearthgate collect writes`]);
    writeFileSync(file, byHand);
    await until(() => source.current() !== undefined && source.problems().length === 0);
  });
});

describe('a static file that names its time', () => {
  it('is as old as it says, however often it is looked at, and after a while that is a problem', async () => {
    const { source, advance } = await followStatic({ text: writtenAt(Date.now() - 30_000) });
    const nowMs = performance.now();
    expect(ageMs(source, nowMs)).toBeGreaterThan(29_000);
    expect(ageMs(source, nowMs)).toBeLessThan(35_000);
    expect(source.problems()).toEqual([]);
    const before = source.current();
    advance(60_000);
    await source.refresh();
    expect(source.current()).toBe(before);
    expect(source.problems().join()).toMatch(/panel\.yaml is 9\d s old: see to hearthgate collect/);
  });

  it('just ahead of the clock is of now', async () => {
    const { source } = await followStatic({ text: writtenAt(Date.now() + 50_000) });
    expect(Math.abs(ageMs(source, performance.now()))).toBeLessThan(5_000);
  });

  it('far ahead of the clock is not believed until the clock has come so far', async () => {
    const { source, advance } = await followStatic({ text: writtenAt(Date.now() + 100_000) });
    expect(source.current()).toBeUndefined();
    expect(source.problems().join()).toMatch(/writtenAt lies (100|9\d) s ahead of this machine's clock/);
    advance(50_000);
    await source.refresh();
    expect(source.current()).toBeDefined();
    expect(source.problems()).toEqual([]);
  });
});

describe('a large static file', () => {
  it('is read in slices between which others are served', async () => {
    const count = 20_000;
    const keys = Array.from({ length: count }, (_, index) => {
      const id = `K${String(index).padStart(19, '0')}`;
      return { id, secretDigest: digestOf(id), user: 'alice', permissions: profiles('mail') };
    });
    const { source, file } = await followStatic({ text: '', timings: { sliceMs: 0, settleMs: 0, everyMs: 60_000 } });
    await writeStaticFile(file, stateWith({ accessKeys: new Map(keys.map((key) => [key.id, key])) }), Date.now());
    let turns = 0;
    while (source.current() === undefined) {
      await turn();
      turns += 1;
    }
    expect(source.current()?.accessKeys.size).toBe(count);
    expect(turns).toBeGreaterThan(count);
  });
});
