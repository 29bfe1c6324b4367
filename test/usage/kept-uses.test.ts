import { appendFileSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { daysKept } from '../../src/usage/use-row.ts';
import { until } from '../support/until.ts';
import { alice, type UsesSite, usesSite } from './uses-site.ts';

const dayMs = 86_400_000;
let site: UsesSite;
beforeEach(() => {
  site = usesSite();
});
afterEach(() => site.close());

describe('the record of uses', () => {
  it('tells first and last use by command and place, and counts accepted and other calls apart, also by day', async () => {
    const { call, rows } = await site.open();
    const firstMs = site.clock.wallMs();
    call('v-list-user');
    site.clock.advance(dayMs);
    call('v-list-user', '192.0.2.1', false);
    call('v-list-user', '192.0.2.2');
    const day = Math.floor(firstMs / dayMs);
    expect(rows()).toEqual([
      {
        command: 'v-list-user',
        place: '192.0.2.1',
        firstMs,
        lastMs: firstMs + dayMs,
        lastAcceptedMs: firstMs,
        accepted: 1,
        refused: 1,
        days: [
          [day, 1, 0],
          [day + 1, 0, 1],
        ],
      },
      expect.objectContaining({ place: '192.0.2.2', accepted: 1, refused: 0 }),
    ]);
  });

  it('outlives a restart, in a file that nobody else may read', async () => {
    const first = await site.open();
    for (let count = 0; count < 3; count += 1) first.call('v-list-user');
    const before = first.rows();
    await first.data.stop();
    expect(statSync(join(site.folder, 'uses.json')).mode & 0o777).toBe(0o600);
    const second = await site.open();
    expect(second.rows()).toEqual(before);
    second.call('v-list-user');
    expect(second.rows()).toMatchObject([{ accepted: 4 }]);
    expect(second.uses.book().of(alice)?.busiest.calls).toBe(3);
  });

  it('is written while the gateway runs, and a line that a kill left unfinished costs that line alone', async () => {
    const first = await site.open({ writeEveryMs: 1 });
    first.call('v-list-user');
    await until(() => site.onDisk().includes('v-list-user'));
    await until(() => site.onDisk().includes('busiest'));
    await first.data.stop();
    const journal = join(site.folder, 'uses.journal.9');
    const atMs = site.clock.wallMs();
    const line = JSON.stringify({ ...alice, use: ['v-list-users', '192.0.2.9', atMs, atMs, atMs, 1, 0], days: [] });
    writeFileSync(journal, '{"version":1}\n', { mode: 0o600 });
    appendFileSync(journal, `${line}\n${line.slice(0, 40)}`);
    const second = await site.open();
    expect(second.rows().map(({ command, accepted }) => [command, accepted])).toEqual([
      ['v-list-user', 1],
      ['v-list-users', 1],
    ]);
  });

  it('of a gateway that took over holds what both counted, each call once', async () => {
    const first = await site.open();
    first.call('v-list-user');
    const second = await site.open({ mayWait: true });
    second.call('v-list-user');
    first.call('v-list-user');
    expect(second.rows()).toMatchObject([{ accepted: 1 }]);
    await first.data.stop();
    await until(() => site.log.some((line) => line.includes('is written by this process now')));
    expect(second.rows()).toMatchObject([{ accepted: 3 }]);
    await second.data.stop();
    expect((await site.open()).rows()).toMatchObject([{ accepted: 3 }]);
  });

  it('loses nothing where the file is removed, and counts nothing twice where it is put back', async () => {
    const { call, rows, uses } = await site.open();
    call('v-list-user');
    await uses.suspend();
    const kept = readFileOrEmpty();
    rmSync(join(site.folder, 'uses.json'), { force: true });
    uses.own();
    expect(rows()).toMatchObject([{ accepted: 1 }]);
    await uses.suspend();
    if (kept !== '') writeFileSync(join(site.folder, 'uses.json'), kept, { mode: 0o600 });
    uses.own();
    expect(rows()).toMatchObject([{ accepted: 1 }]);
  });

  it('is kept in memory while it cannot be written, which is said once, and written when it can', async () => {
    mkdirSync(join(site.folder, 'uses.json.new/x'), { recursive: true });
    const first = await site.open();
    first.call('v-list-user');
    await first.uses.release();
    expect(site.log.filter((line) => line.includes('uses.json cannot be written'))).toHaveLength(1);
    expect([first.uses.fault(), first.uses.isAhead()]).toEqual([expect.stringContaining('cannot be written'), true]);
    rmSync(join(site.folder, 'uses.json.new'), { recursive: true });
    first.uses.own();
    expect(first.rows()).toMatchObject([{ accepted: 1 }]);
    await first.data.stop();
    expect((await site.open()).rows()).toMatchObject([{ accepted: 1 }]);
  });

  it('drops of a credential with too many rows its own, those without an accepted call first, and says since when', async () => {
    const { call, rows, uses } = await site.open({ bounds: { rowsOfOne: 3, rows: 100 } });
    uses.count({ ...alice, name: 'OTHER' }, { command: 'v-list-user', place: '192.0.2.1', atMs: 1, isAccepted: true });
    call('v-one');
    site.clock.advance(1);
    call('v-two', '192.0.2.1', false);
    site.clock.advance(1);
    call('v-three');
    call('v-four');
    expect(rows().map(({ command }) => command)).toEqual(['v-one', 'v-three', 'v-four']);
    call('v-five');
    expect(rows().map(({ command }) => command)).toEqual(['v-three', 'v-four', 'v-five']);
    expect(uses.book().of(alice)?.incompleteSinceMs).toBe(site.clock.wallMs());
    expect(uses.book().of({ ...alice, name: 'OTHER' })).toMatchObject({ incompleteSinceMs: undefined });
    expect(uses.book().of({ ...alice, name: 'OTHER' })?.rows.size).toBe(1);
  });

  it('drops of too many rows in all those of the credential that has most', async () => {
    const { call, rows, uses } = await site.open({ bounds: { rowsOfOne: 100, rows: 4 } });
    const other = { ...alice, name: 'OTHER' };
    uses.count(other, { command: 'v-list-user', place: '192.0.2.1', atMs: 1, isAccepted: true });
    for (let count = 0; count < 20; count += 1) call(`v-${count}`);
    expect(rows()).toHaveLength(3);
    expect(uses.book().of(other)?.rows.size).toBe(1);
    expect(uses.book().rows).toBe(4);
  });

  it('keeps the totals of days that it tells no longer one by one', async () => {
    const { call, rows } = await site.open();
    for (let day = 0; day < daysKept + 10; day += 1) {
      call('v-list-user');
      site.clock.advance(dayMs);
    }
    expect([rows()[0]?.accepted, rows()[0]?.days.length]).toEqual([daysKept + 10, daysKept]);
  });

  it('knows the first use where the clock was set back', async () => {
    const { call, rows } = await site.open();
    call('v-list-user');
    const laterMs = site.clock.wallMs();
    site.clock.advance(-3 * dayMs);
    call('v-list-user');
    expect(rows()).toMatchObject([{ firstMs: laterMs - 3 * dayMs, lastMs: laterMs, accepted: 2 }]);
    expect(rows()[0]?.days.map(([day]) => day)).toEqual([laterMs - 3 * dayMs, laterMs].map((ms) => Math.floor(ms / dayMs)));
  });

  it('forgets what was not used for 400 days', async () => {
    const first = await site.open();
    first.call('v-list-user');
    await first.data.stop();
    site.clock.advance(401 * dayMs);
    expect((await site.open()).rows()).toEqual([]);
  });

  it('puts aside what is none of its own, and counts the rest', async () => {
    writeFileSync(join(site.folder, 'uses.json'), '{"version":1,"journal":1,"users":[5],"uses":[]}', { mode: 0o600 });
    await site.open();
    expect(readdirSync(site.folder)).toContain('uses.json.broken');
    expect(site.log.filter((line) => line.includes('uses.json holds entries that are not understood'))).toHaveLength(1);
  });
});

function readFileOrEmpty(): string {
  try {
    return readFileSync(join(site.folder, 'uses.json'), 'utf8');
  } catch {
    return '';
  }
}
