import { mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { credentialProven } from '../../src/checks/credential-proven.ts';
import { createCollector } from '../../src/collector.ts';
import { systemClock } from '../../src/domain/clock.ts';
import type { PanelState } from '../../src/domain/panel/panel-state.ts';
import { Secret } from '../../src/domain/secret.ts';
import { accessKeyCredential, callWith, factsWith } from '../support/facts.ts';
import { until } from '../support/until.ts';
import { aliceKey, followPanel } from './followed-panel.ts';
import { silentLog } from './sources/silent-log.ts';

// A file system that is mounted late, or unmounted for a moment, must not turn right keys into failed logins.

const apiKey = 'apikeyapikeyapikey';

function reasonOf(state: PanelState, credential = accessKeyCredential(aliceKey.id, aliceKey.secret)): string {
  return credentialProven.prove(factsWith({ state, call: callWith({ credential }) })).denial?.reason ?? 'permitted';
}

function reasonOfApiKey(state: PanelState): string {
  const credential = { kind: 'api-key', key: new Secret(apiKey) } as const;
  return credentialProven.prove(factsWith({ state, call: callWith({ credential }) })).denial?.reason ?? 'permitted';
}

/** Replaces a folder by what a mount point is without its mount. */
function empty(folder: string): void {
  renameSync(folder, `${folder}.away`);
  mkdirSync(folder);
}

describe("a panel's data that is not there at the start", () => {
  it.each<[string, (root: string) => void]>([
    ['data is gone', (root) => renameSync(join(root, 'data'), join(root, 'data.away'))],
    ['data is an empty mount point', (root) => empty(join(root, 'data'))],
    ['data is a link to what does not exist', (root) => linkTo(join(root, 'data'), '/nonexistent/data')],
    ['data/users is gone', (root) => renameSync(join(root, 'data/users'), join(root, 'users.away'))],
    ['data/users is an empty mount point', (root) => empty(join(root, 'data/users'))],
    ['data/access-keys is a link to what does not exist', (root) => linkTo(join(root, 'data/access-keys'), '/nonexistent/keys')],
    ['data/api is a link to what does not exist', (root) => linkTo(join(root, 'data/api'), '/nonexistent/api')],
  ])('leaves no state, and is told: %s', async (_what, take) => {
    const { source } = await followPanel({ readApiKeys: true, prepare: ({ root }) => take(root) });
    expect(source.current()).toBeUndefined();
    expect(source.problems().join()).toMatch(/the panel's data is not there; mount it|is a symbolic link to what does not exist/);
  });

  it('counts as soon as it is there', async () => {
    const { source, state, folder } = await followPanel({
      prepare: ({ root }) => renameSync(join(root, 'data'), join(root, 'away')),
    });
    expect(source.current()).toBeUndefined();
    renameSync(join(folder.root, 'away'), join(folder.root, 'data'));
    await source.refresh();
    expect([reasonOf(state()), source.problems()]).toEqual(['permitted', []]);
  });

  it('is no static file without keys', async () => {
    const { folder } = await followPanel({ prepare: ({ root }) => renameSync(join(root, 'data'), join(root, 'away')) });
    const to = join(temporaryFolder(), 'panel.state');
    const collector = createCollector({ from: folder.root, to, clock: systemClock, log: silentLog });
    expect(await collector.once()).toMatch(/panel\.state was not written: .*the panel's data is not there; mount it/);
  });
});

describe("a panel's data that goes away while it is followed", () => {
  it.each<[string, (root: string) => void]>([
    ['data is gone', (root) => renameSync(join(root, 'data'), join(root, 'data.away'))],
    ['data is an empty mount point', (root) => empty(join(root, 'data'))],
    ['data/users is gone', (root) => renameSync(join(root, 'data/users'), join(root, 'users.away'))],
    ['data/users is an empty mount point', (root) => empty(join(root, 'data/users'))],
    ['data/users is a file', (root) => replaceByFile(join(root, 'data/users'))],
  ])('leaves in force what was good, which grows old: %s', async (_what, take) => {
    const { source, state, folder, advance } = await followPanel({ timings: { graceMs: 0 } });
    take(folder.root);
    advance(10);
    await source.refresh();
    expect([reasonOf(state()), state().readAtMs]).toEqual(['permitted', 1_000]);
    expect(source.problems().join()).toContain(join(folder.root, 'data'));
  });

  it('leaves unknown a user of whom nothing was known before', async () => {
    const { source, state, folder } = await followPanel({
      prepare: ({ root }) => rmSync(join(root, 'data/users/alice'), { recursive: true }),
    });
    expect(reasonOf(state())).toBe('user_unknown');
    empty(join(folder.root, 'data/users'));
    await source.refresh();
    expect(reasonOf(state())).toBe('state_unavailable');
  });
});

describe('a user whose folder is there and is none', () => {
  it.each<[string, (folder: string) => void]>([
    ['a link to what does not exist', (folder) => linkTo(folder, '/nonexistent/alice')],
    ['a link to itself', (folder) => linkTo(folder, 'alice')],
    ['a file', replaceByFile],
  ])('is unknown, and named: %s', async (_what, spoil) => {
    const { source, state, folder } = await followPanel({ timings: { graceMs: 0 } });
    spoil(join(folder.root, 'data/users/alice'));
    await source.refresh();
    expect(reasonOf(state())).toBe('state_unavailable');
    expect(source.faults?.()).toEqual([expect.objectContaining({ part: 'users', total: 2, unknown: 1 })]);
    expect(source.faults?.()[0]?.first).toContain(join(folder.root, 'data/users/alice'));
  });

  it('does not exist where nothing has his name', async () => {
    const { source, state, folder } = await followPanel();
    rmSync(join(folder.root, 'data/users/alice'), { recursive: true });
    await source.refresh();
    expect([reasonOf(state()), source.faults?.()]).toEqual(['user_unknown', []]);
  });
});

describe('API keys whose folder goes away', () => {
  it('are unknown, and nothing else is', async () => {
    const { source, state, folder, advance } = await followPanel({ apiKeys: [apiKey], readApiKeys: true });
    expect(reasonOfApiKey(state())).toBe('permitted');
    rmSync(join(folder.root, 'data/keys'), { recursive: true });
    advance(10);
    await source.refresh();
    expect([reasonOfApiKey(state()), reasonOf(state())]).toEqual(['state_unavailable', 'permitted']);
    expect([state().readAtMs, source.problems()]).toEqual([1_010, []]);
    expect(source.faults?.()).toEqual([expect.objectContaining({ part: 'api_keys', unknown: 1 })]);
    expect(source.faults?.()[0]?.first).toContain(`${join(folder.root, 'data/keys')} was there and is gone`);
  });

  it('leave the static file young', async () => {
    const { folder } = await followPanel({ apiKeys: [apiKey] });
    const to = join(temporaryFolder(), 'panel.state');
    const timings = { everyMs: 5, freshMs: 0 };
    const collector = createCollector({ from: folder.root, to, clock: systemClock, log: silentLog, timings });
    const stop = new AbortController();
    const following = collector.follow(stop.signal);
    onTestFinished(async () => {
      stop.abort();
      await following;
    });
    await until(() => textOf(to).includes('"apiKeySha256":["'));
    rmSync(join(folder.root, 'data/keys'), { recursive: true });
    await until(() => textOf(to).includes('{"unreadable":{"apiKeys":true}}'));
    expect(textOf(to)).toContain(aliceKey.id);
  });
});

describe('what lies in the folder of profiles and is none', () => {
  it.each<[string, string, (path: string) => void]>([
    ['a folder', 'old', (path) => mkdirSync(path)],
    ["an editor's backup", 'billing~', (path) => writeFileSync(path, 'x')],
    ["an editor's swap file", '.billing.swp', (path) => linkTo(path, '/nonexistent')],
    ["an editor's recovery file", '#billing#', (path) => mkdirSync(path)],
  ])('is no unknown profile: %s', async (_what, name, make) => {
    const { source, state, logged, folder } = await followPanel({ prepare: ({ root }) => make(join(root, 'data/api', name)) });
    expect([source.faults?.(), [...state().unknown.profiles]]).toEqual([[], []]);
    expect(logged).toEqual([expect.stringContaining(`warn ${join(folder.root, 'data/api', name)}: `)]);
  });
});

function linkTo(path: string, target: string): void {
  rmSync(path, { recursive: true, force: true });
  symlinkSync(target, path);
}

function replaceByFile(path: string): void {
  rmSync(path, { recursive: true });
  writeFileSync(path, '');
}

function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'data-away-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return folder;
}

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    // It is not written yet.
    return '';
  }
}
