import { appendFileSync, chmodSync, mkdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { aliceKey, followPanel, rootKey } from './followed-panel.ts';
import { until } from '../support/until.ts';

const fileOf = (root: string): string => join(root, 'data/access-keys', aliceKey.id);

describe("an access key's file", () => {
  it('counts when it appears', async () => {
    const { isOn, source, folder } = await followPanel({ keys: [] });
    folder.writeKey(aliceKey);
    await source.refresh();
    expect(isOn(aliceKey.id)).toBe(true);
  });

  it('counts with what it says after a change', async () => {
    const { state, source, folder } = await followPanel();
    folder.writeKey({ ...aliceKey, permissions: 'billing' });
    await source.refresh();
    expect(state().accessKeys.get(aliceKey.id)?.permissions).toEqual({ kind: 'profiles', names: ['billing'] });
  });

  it('that is deleted turns the key off at once', async () => {
    const { isOn, source, folder } = await followPanel();
    folder.removeKey(aliceKey.id);
    await source.refresh();
    expect([isOn(aliceKey.id), isOn(rootKey.id)]).toEqual([false, true]);
  });

  it('does not count before secret, user and permissions are there as lines', async () => {
    const { isOn, source, folder } = await followPanel({ keys: [] });
    const seen: boolean[] = [];
    for (const line of [`SECRET_ACCESS_KEY='${rootKey.secret}'`, "USER='admin'", 'PERMISSIONS=', "''"]) {
      appendFileSync(fileOf(folder.root), line === 'PERMISSIONS=' ? line : `${line}\n`);
      await source.refresh();
      seen.push(isOn(aliceKey.id));
    }
    expect(seen).toEqual([false, false, false, true]);
  });

  it('does not count while it has changed just now, whatever it says', async () => {
    const { isOn, source, folder, setAheadMs } = await followPanel({ keys: [], timings: { settleMs: 10_000 } });
    setAheadMs(-100);
    folder.writeKey(aliceKey);
    await source.refresh();
    expect(isOn(aliceKey.id)).toBe(false);
  });

  it('counts by itself once it has settled', async () => {
    const { isOn, folder } = await followPanel({
      keys: [],
      aheadMs: 0,
      realTime: true,
      timings: { debounceMs: 1, settleMs: 50 },
    });
    const writtenAtMs = Date.now();
    folder.writeKey(aliceKey);
    await until(() => isOn(aliceKey.id));
    // The file system's clock runs some milliseconds behind.
    expect(Date.now() - writtenAtMs).toBeGreaterThan(40);
  });

  it.each([
    ['that agrees with the clock', 0],
    ['that is ahead of the clock by less than a millisecond, as where it has a finer grain', -0.5],
    ['that is ahead of the clock by half the time in which a file settles', -100],
  ])('written just before the start counts once the start is done, with a file system %s', async (_which, aheadMs) => {
    const { isOn } = await followPanel({ aheadMs, realTime: true });
    expect(isOn(aliceKey.id)).toBe(true);
  });

  it('with a time ahead of the clock does not count, and that is said', async () => {
    const { isOn, logged } = await followPanel({ aheadMs: -3_600_000 });
    expect(isOn(aliceKey.id)).toBe(false);
    expect(logged.join()).toContain('the file has a time ahead of the clock');
  });

  it('that breaks leaves the key as it was for five seconds, then the key is off', async () => {
    const { isOn, source, folder, advance, logged } = await followPanel();
    appendFileSync(fileOf(folder.root), 'USER admin\n');
    await source.refresh();
    advance(4_999);
    await source.refresh();
    expect([isOn(aliceKey.id), logged]).toEqual([true, []]);
    advance(1);
    await source.refresh();
    expect(isOn(aliceKey.id)).toBe(false);
    expect(logged).toEqual([expect.stringMatching(/^warn .*ALICE: the key is off: line 9 is not of the form NAME='value'$/)]);
  });

  it('that breaks turns the key off by itself', async () => {
    const { isOn, folder } = await followPanel({ realTime: true, timings: { debounceMs: 1, graceMs: 50 } });
    appendFileSync(fileOf(folder.root), 'USER admin\n');
    await until(() => !isOn(aliceKey.id));
    expect(isOn(rootKey.id)).toBe(true);
  });

  it('that is mended in time never turns the key off', async () => {
    const { isOn, source, folder, advance } = await followPanel();
    appendFileSync(fileOf(folder.root), 'USER admin\n');
    await source.refresh();
    folder.writeKey(aliceKey);
    advance(6_000);
    await source.refresh();
    expect(isOn(aliceKey.id)).toBe(true);
  });

  it('with an expiry turns the key off and is reported', async () => {
    const { isOn, logged } = await followPanel({
      prepare: ({ root }) => writeFileSync(fileOf(root), keyText.replace("EXPIRES_IN=''", "EXPIRES_IN='60'")),
    });
    expect(isOn(aliceKey.id)).toBe(false);
    expect(logged).toEqual([expect.stringContaining('EXPIRES_IN is filled')]);
  });

  it.each([
    ['is a symbolic link', replaceByLink],
    ['is not a regular file', replaceByFolder],
    ['can be written by others', (file: string) => chmodSync(file, 0o646)],
  ])('is skipped with a warning that names it when it %s', async (why, spoil) => {
    const { isOn, source, folder, logged } = await followPanel();
    spoil(fileOf(folder.root));
    await source.refresh();
    expect([isOn(aliceKey.id), isOn(rootKey.id)]).toEqual([false, true]);
    expect(logged).toEqual([`warn ${fileOf(folder.root)}: skipped: it ${why}`]);
  });

  it('is skipped with a warning when its name is no id', async () => {
    const { state, logged } = await followPanel({ keys: [{ ...aliceKey, id: `${aliceKey.id}.bak` }] });
    expect(state().accessKeys.size).toBe(0);
    expect(logged).toEqual([expect.stringContaining(`${aliceKey.id}.bak: skipped`)]);
  });
});

const keyText = `SECRET_ACCESS_KEY='${aliceKey.secret}'\nUSER='alice'\nPERMISSIONS=''\nEXPIRES_IN=''\n`;

function replaceByLink(file: string): void {
  renameSync(file, join(file, '..', '..', 'moved'));
  symlinkSync('../moved', file);
}

function replaceByFolder(file: string): void {
  rmSync(file);
  mkdirSync(file);
}
