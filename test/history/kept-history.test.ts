import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { answered } from '../observe/metrics/outcomes.ts';
import { until } from '../support/until.ts';
import { historySite, type OpenHistory, totalOf } from './history-site.ts';

const slotMs = 15_000;
const permittedIn = ({ history }: OpenHistory): readonly number[] =>
  (['15m', '6h', '30d'] as const).map((span) => totalOf(history.read(span).outcomes.permitted));

describe('the history of calls in its file', () => {
  it('outlives a restart, with the calls of the slot that had not ended', async () => {
    const { clock, open } = historySite();
    const first = await open();
    first.history.ended(answered('0'));
    clock.advance(slotMs);
    first.history.tick();
    first.history.ended(answered('0'));
    await first.data.stop();
    const second = await open();
    expect(permittedIn(second)).toEqual([2, 2, 2]);
    second.history.ended(answered('0'));
    await second.data.stop();
    expect(permittedIn(await open())).toEqual([3, 3, 3]);
  });

  it('is on disk when a slot has ended: a kill costs no more than the slot that had not', async () => {
    const { folder, clock, open } = historySite();
    const first = await open();
    first.history.ended(answered('0'));
    clock.advance(slotMs);
    first.history.tick();
    first.history.ended(answered('0'));
    const written = (): string =>
      readdirSync(folder)
        .filter((name) => name.startsWith('history'))
        .map((name) => readFileSync(join(folder, name), 'utf8'))
        .join('');
    await until(() => written().includes('"permitted":1'));
    const copy = mkdtempSync(join(tmpdir(), 'history-killed-'));
    onTestFinished(() => rmSync(copy, { recursive: true }));
    for (const name of readdirSync(folder)) if (name.startsWith('history')) cpSync(join(folder, name), join(copy, name));
    await first.data.stop();
    for (const name of readdirSync(folder)) if (name.startsWith('history')) rmSync(join(folder, name));
    for (const name of readdirSync(copy)) cpSync(join(copy, name), join(folder, name));
    expect(permittedIn(await open())).toEqual([1, 1, 1]);
  });

  it('counts the calls of both where one process takes over from another, each once', async () => {
    const { clock, open } = historySite();
    const first = await open();
    first.history.ended(answered('0'));
    const second = await open(true);
    second.history.ended(answered('0'));
    clock.advance(slotMs);
    for (const { history } of [first, second]) history.tick();
    second.history.ended(answered('0'));
    await first.data.stop();
    await until(() => totalOf(second.history.read('15m').outcomes.permitted) === 3);
    await second.data.stop();
    expect(permittedIn(await open())).toEqual([3, 3, 3]);
  });

  it('is written anew where its file was removed', async () => {
    const { folder, clock, open } = historySite();
    const first = await open();
    first.history.ended(answered('0'));
    clock.advance(slotMs);
    first.history.tick();
    await first.data.release();
    await first.data.stop();
    const second = await open();
    rmSync(join(folder, 'history.json'), { force: true });
    await until(
      () =>
        readdirSync(folder).includes('history.json') && readFileSync(join(folder, 'history.json'), 'utf8').includes('permitted'),
    );
    await second.data.stop();
    expect(permittedIn(await open())).toEqual([1, 1, 1]);
  });

  it('leaves out columns that this version does not know, and slots of a clock that was ahead', async () => {
    const { folder, clock, open } = historySite();
    const start = clock.wallMs();
    const fine = [
      { start, ring: 'fine', counts: { permitted: 2, 'refused because of the moon': 5 } },
      { start: start + 86_400_000, ring: 'fine', counts: { permitted: 7 } },
    ];
    writeFileSync(join(folder, 'history.json'), JSON.stringify({ version: 1, journal: 1, fine, coarse: [] }), { mode: 0o600 });
    expect(permittedIn(await open())).toEqual([2, 2, 0]);
  });
});
