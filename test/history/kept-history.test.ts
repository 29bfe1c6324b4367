import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { answered, refused } from '../observe/metrics/outcomes.ts';
import { until } from '../support/until.ts';
import { historySite, type OpenHistory, totalOf } from './history-site.ts';

const slotMs = 15_000;
const permittedIn = ({ history }: OpenHistory): readonly number[] =>
  (['15m', '6h', '30d'] as const).map((span) => totalOf(history.read(span).outcomes.permitted));

function historyFiles(folder: string): readonly string[] {
  return readdirSync(folder).filter((name) => /^history\.(?:json$|journal)/.test(name));
}

function writtenIn(folder: string): string {
  return historyFiles(folder)
    .map((name) => readFileSync(join(folder, name), 'utf8'))
    .join('');
}

/** Leaves the files as they are now. */
async function kill({ data }: OpenHistory, folder: string): Promise<void> {
  const copy = mkdtempSync(join(tmpdir(), 'history-killed-'));
  onTestFinished(() => rmSync(copy, { recursive: true }));
  for (const name of historyFiles(folder)) cpSync(join(folder, name), join(copy, name));
  await data.stop();
  for (const name of historyFiles(folder)) rmSync(join(folder, name));
  for (const name of readdirSync(copy)) cpSync(join(copy, name), join(folder, name));
}

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
    await until(() => writtenIn(folder).includes('"permitted":1'));
    await kill(first, folder);
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

  it('counts a slot once that ends when the file is about to be written anew, also where a kill comes then', async () => {
    const { folder, clock, open } = historySite();
    const first = await open();
    for (let slot = 0; slot < 900; slot += 1) {
      for (let ms = 0.05; ms < 600_000; ms *= 1.25)
        first.history.ended({ ...answered('0'), timings: { totalMs: 2 * ms, queueMs: undefined, panelMs: ms } });
      clock.advance(slotMs);
      first.history.tick();
    }
    for (let slot = 0; slot < 5; slot += 1) {
      const start = Math.floor(clock.wallMs() / slotMs) * slotMs;
      first.history.ended(refused({ reason: 'secret_wrong', deprecated: false }));
      clock.advance(slotMs);
      first.history.tick();
      await until(() => writtenIn(folder).includes(`{"start":${start},"counts":{"refused":1`));
    }
    expect(writtenIn(folder)).toContain('"ring":"fine"');
    await kill(first, folder);
    const { history } = await open();
    expect((['15m', '6h', '30d'] as const).map((span) => totalOf(history.read(span).outcomes.refused))).toEqual([5, 5, 5]);
  });

  it('reads the buckets of an older version as two of now each', async () => {
    const { folder, clock, open } = historySite();
    const start = clock.wallMs();
    const fine = [{ start, ring: 'fine', counts: { permitted: 2, 'gateway 10': 2, 'panel 5': 2 } }];
    writeFileSync(join(folder, 'history.json'), JSON.stringify({ version: 1, journal: 1, fine, coarse: [] }), { mode: 0o600 });
    const { gatewayMs, panelMs } = (await open()).history.read('15m');
    // Between 3.2 and 5 ms, and between 6.3 and 10 ms.
    expect([gatewayMs.p50.at(-1), gatewayMs.p99.at(-1)]).toEqual([3.54, 4.46]);
    expect([panelMs.p50.at(-1), panelMs.p99.at(-1)]).toEqual([7.08, 8.91]);
  });

  it('comes back when a clock is set right that was behind at the start, also after it was written anew', async () => {
    const { clock, setWall, open } = historySite();
    const first = await open();
    first.history.ended(answered('0'));
    await first.data.stop();
    setWall(-30 * 86_400_000);
    const behind = await open();
    behind.history.ended(answered('0'));
    expect(permittedIn(behind)).toEqual([1, 1, 1]);
    await behind.data.stop();
    const stillBehind = await open();
    expect(permittedIn(stillBehind)).toEqual([1, 1, 1]);
    setWall(0);
    clock.advance(slotMs);
    await until(() => permittedIn(stillBehind)[0] === 1 && stillBehind.history.read('15m').outcomes.permitted.at(-2) === 1);
    await stillBehind.data.stop();
    expect(permittedIn(await open()).slice(0, 2)).toEqual([1, 1]);
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
