import { chmodSync, renameSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { asStranger } from '../support/as-stranger.ts';
import { aliceKey, followPanel } from './followed-panel.ts';
import { until } from '../support/until.ts';

const confOf = (root: string): string => join(root, 'conf/hestia.conf');
const good = "API='yes'\nAPI_SYSTEM='1'\nAPI_ALLOWED_IP=''\nROOT_USER='admin'\n";

describe('a hestia.conf', () => {
  it.each([
    ['is gone', (file: string) => rmSync(file), 'does not exist'],
    ['is empty', (file: string) => truncateSync(file), 'is empty'],
    ['ends in the middle of a line', (file: string) => writeFileSync(file, good.slice(0, -1)), 'does not end with a line feed'],
    ['is too long', (file: string) => writeFileSync(file, '\n'.repeat(1024 * 1024 + 1)), 'over 1048576 bytes'],
    ['is a symbolic link', replaceByLink, 'is a symbolic link'],
  ])('that %s leaves the last good one, and the state grows old', async (_what, spoil, problem) => {
    const { state, source, folder, advance, logged } = await followPanel();
    spoil(confOf(folder.root));
    advance(10);
    await source.refresh();
    expect([state().api.accessKeys, state().readAtMs]).toEqual(['all', 1_000]);
    expect(source.problems()).toEqual([expect.stringContaining(problem)]);
    expect(logged.filter((line) => line.startsWith('error'))).toEqual([expect.stringContaining('panel state is not up to date')]);
    rmSync(confOf(folder.root), { force: true });
    writeFileSync(confOf(folder.root), good);
    await source.refresh();
    expect([state().api.accessKeys, state().readAtMs, source.problems()]).toEqual(['root', 1_010, []]);
    expect(logged.at(-1)).toMatch(/^info resolved: \S+hestia\.conf /);
  });

  it('that may not be read is told with what to do', async () => {
    const { state, source, folder, advance } = await followPanel({ prepare: ({ root }) => chmodSync(root, 0o755) });
    chmodSync(confOf(folder.root), 0);
    advance(10);
    await asStranger(source.refresh);
    expect([state().api.accessKeys, state().readAtMs]).toEqual(['all', 1_000]);
    expect(source.problems()).toContainEqual(
      expect.stringMatching(
        /hestia\.conf cannot be read \(EACCES\): mode 000 does not let the group root read it; the panel's own mode is 660: chmod g\+r \S+\/hestia\.conf, and give nobody that group \(.*an ACL \(setfacl\) does not last/,
      ),
    );
  });

  it('that was never there leaves no state, until it comes', async () => {
    const { source, folder, logged } = await followPanel({ prepare: ({ root }) => rmSync(confOf(root)) });
    expect(source.current()).toBeUndefined();
    expect(logged).toEqual([`error panel state is not available: ${source.problems().join()}`]);
    writeFileSync(confOf(folder.root), good);
    await source.refresh();
    expect(source.current()?.api.accessKeys).toBe('root');
  });

  it('that is away for a moment is not worth a word', async () => {
    const { source, state, folder, logged } = await followPanel({
      realTime: true,
      timings: { retriesMs: [20, 20, 60_000], debounceMs: 1 },
    });
    rmSync(confOf(folder.root));
    await until(() => source.problems().length > 0);
    folder.writeConf({ API_SYSTEM: '1' });
    await until(() => state().api.accessKeys === 'root' && source.problems().length === 0);
    expect(logged.filter((line) => line.startsWith('error'))).toEqual([]);
  });

  it('that does not come back is asked for again by itself', async () => {
    const { source, folder, logged } = await followPanel({ realTime: true, timings: { retriesMs: [1, 1, 1], debounceMs: 1 } });
    rmSync(confOf(folder.root));
    await until(() => logged.some((line) => line.startsWith('error')));
    expect(source.problems()).toHaveLength(1);
  });
});

describe('a folder that is gone', () => {
  it.each(['data/access-keys', 'data/api', 'bin'])('leaves what %s held, and the state grows old', async (name) => {
    const { state, source, folder, advance } = await followPanel({ apiKeys: ['apikeyapikeyapikey'], readApiKeys: true });
    const before = state();
    renameSync(join(folder.root, name), join(folder.root, 'away'));
    folder.writeConf({ API_SYSTEM: '1', API: 'yes', API_ALLOWED_IP: 'allow-all', ROOT_USER: 'admin' });
    advance(10);
    await source.refresh();
    expect(state()).toEqual({ ...before, api: { accessKeys: 'root', deprecated: true } });
    expect(state().readAtMs).toBe(1_000);
    expect(source.problems()).toEqual([expect.stringContaining(`${join(folder.root, name)} was there and is gone`)]);
  });

  it.each(['data/access-keys', 'data/api', 'data/keys'])('is empty when %s was never there', async (name) => {
    const { state, logged } = await followPanel({
      readApiKeys: true,
      prepare: ({ root }) => rmSync(join(root, name), { recursive: true }),
    });
    expect(state().readAtMs).toBe(1_000);
    expect(logged).toContainEqual(expect.stringMatching(`^warn .*${name} does not exist and counts as empty$`));
  });

  it('leaves no state when it is bin from the beginning', async () => {
    const { source } = await followPanel({ prepare: ({ root }) => rmSync(join(root, 'bin'), { recursive: true }) });
    expect(source.current()).toBeUndefined();
    expect(source.problems()).toEqual([
      expect.stringContaining('state.files must name the folder in which the panel is installed'),
    ]);
  });

  it('does not keep keys from being turned off when it is another one', async () => {
    const { isOn, source, folder } = await followPanel();
    rmSync(confOf(folder.root));
    folder.removeKey(aliceKey.id);
    await source.refresh();
    expect(isOn(aliceKey.id)).toBe(false);
  });
});

function replaceByLink(file: string): void {
  renameSync(file, `${file}.moved`);
  symlinkSync('hestia.conf.moved', file);
}
