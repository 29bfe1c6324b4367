import { appendFileSync, chmodSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { commandAllowed } from '../../src/checks/command-allowed.ts';
import { credentialProven } from '../../src/checks/credential-proven.ts';
import type { PanelState } from '../../src/domain/panel/panel-state.ts';
import { Secret } from '../../src/domain/secret.ts';
import { asStranger } from '../support/as-stranger.ts';
import { accessKeyCredential, callerWith, callWith, factsWith, profiles } from '../support/facts.ts';
import { aliceKey, type FollowedPanel, followPanel, rootKey } from './followed-panel.ts';
import { until } from '../support/until.ts';

// The panel writes a file anew, the gateway's right to read it is gone, and its owner must not be told that his key is wrong.

const apiKey = 'apikeyapikeyapikey';
const mail = 'v-list-mail-domains';

/** What becomes of alice's call by the checks that depend on the panel's files. */
function reasonOf(state: PanelState): string {
  const call = callWith({ credential: accessKeyCredential(aliceKey.id, aliceKey.secret), command: mail, args: ['alice'] });
  const caller = callerWith({ name: aliceKey.id, permissions: profiles('mail-accounts') });
  const facts = factsWith({ state, call, caller });
  return (credentialProven.prove(facts).denial ?? commandAllowed.judge(facts))?.reason ?? 'permitted';
}

function reasonOfApiKey(state: PanelState, key = apiKey): string {
  const facts = factsWith({ state, call: callWith({ credential: { kind: 'api-key', key: new Secret(key) } }) });
  return credentialProven.prove(facts).denial?.reason ?? 'permitted';
}

/** A panel of which a stranger may read everything, and that has settled; no grace. */
function openPanel(): Promise<FollowedPanel> {
  return followPanel({
    apiKeys: [apiKey],
    readApiKeys: true,
    timings: { graceMs: 0 },
    prepare: ({ root }) => {
      chmodSync(root, 0o755);
      for (const id of [aliceKey.id, rootKey.id]) chmodSync(join(root, 'data/access-keys', id), 0o644);
      for (const user of ['alice', 'admin']) chmodSync(join(root, 'data/users', user, 'user.conf'), 0o664);
      chmodSync(join(root, 'conf/hestia.conf'), 0o664);
    },
  });
}

describe('a file that is there and cannot be read', () => {
  it.each([
    ['a key', `data/access-keys/${aliceKey.id}`, { part: 'keys', total: 2, unknown: 1 }],
    ['a profile', 'data/api/mail-accounts', { part: 'profiles', total: 6, unknown: 1 }],
    ["a user's", 'data/users/alice/user.conf', { part: 'users', total: 2, unknown: 1 }],
    ["a user's, in a folder that is closed", 'data/users/alice', { part: 'users', total: 2, unknown: 1 }],
    ['a command', `bin/${mail}`, { part: 'commands', unknown: 1 }],
    ['each key, in a folder that may be listed and not entered', 'data/access-keys', { part: 'keys', total: 2, unknown: 2 }],
  ])('makes what depends on it unavailable, and nothing else: %s', async (_what, path, fault) => {
    const { state, source, folder } = await openPanel();
    expect(reasonOf(state())).toBe('permitted');
    chmodSync(join(folder.root, path), path === 'data/access-keys' ? 0o744 : 0o600);
    await asStranger(source.refresh);
    expect(reasonOf(state())).toBe('state_unavailable');
    expect(source.faults?.()).toEqual([expect.objectContaining(fault)]);
    expect(source.faults?.()[0]?.first).toMatch(new RegExp(`^${join(folder.root, path)}.* cannot be read \\(EACCES\\): `));
    expect(source.problems()).toEqual([]);
    await source.refresh();
    expect([reasonOf(state()), source.faults?.()]).toEqual(['permitted', []]);
  });

  it.each([
    ['the folder of API keys', 0o711],
    ['each of them, in a folder that may be listed and not entered', 0o744],
  ])('makes API keys unavailable, and nothing else: %s', async (_what, mode) => {
    const { state, source, folder } = await openPanel();
    expect([reasonOfApiKey(state()), reasonOfApiKey(state(), `${apiKey}x`)]).toEqual(['permitted', 'key_unknown']);
    chmodSync(join(folder.root, 'data/keys'), mode);
    await asStranger(source.refresh);
    expect([reasonOfApiKey(state()), reasonOf(state())]).toEqual(['state_unavailable', 'permitted']);
    expect(source.faults?.()).toEqual([expect.objectContaining({ part: 'api_keys', unknown: 1 })]);
    expect(source.faults?.()[0]?.first).not.toContain(apiKey);
    expect(source.problems()).toEqual([]);
  });

  it('leaves the command to the root user, whose keys name any user', async () => {
    const { state, source, folder } = await openPanel();
    chmodSync(join(folder.root, `bin/${mail}`), 0o600);
    await asStranger(source.refresh);
    const caller = callerWith({ user: 'admin', isRoot: true, permissions: { kind: 'everything' } });
    expect(commandAllowed.judge(factsWith({ state: state(), caller, call: callWith({ command: mail }) }))).toBeUndefined();
  });

  it('tells with the first path that there are more, and how access lasts', async () => {
    const { source, folder } = await openPanel();
    for (const id of [aliceKey.id, rootKey.id]) chmodSync(join(folder.root, 'data/access-keys', id), 0o600);
    await asStranger(source.refresh);
    expect(source.faults?.()[0]).toMatchObject({ total: 2, unknown: 2 });
    expect(source.faults?.()[0]?.first).toMatch(
      /\/data\/access-keys\/ALICE\w+ cannot be read .*setfacl -R -m u:nobody:rX,d:u:nobody:rX \S+\/data\/access-keys;/,
    );
  });
});

describe('many files that cannot be read', () => {
  it('are counted, and a hundred of them put into words', async () => {
    const keys = Array.from({ length: 150 }, (_, number) => ({ ...aliceKey, id: `K${String(number).padStart(19, '0')}` }));
    const { state, source, logged } = await followPanel({
      keys,
      prepare: ({ root }) => {
        for (const { id } of keys) appendFileSync(join(root, 'data/access-keys', id), 'USER admin\n');
      },
    });
    expect([state().unknown.accessKeys.size, source.faults?.()[0]?.unknown]).toEqual([150, 150]);
    expect(logged.filter((line) => line.includes('the key is off'))).toHaveLength(100);
  });
});

describe('API keys that are not read', () => {
  it('are not unknown keys', async () => {
    const { state, source } = await followPanel({ apiKeys: [apiKey] });
    expect(reasonOfApiKey(state())).toBe('state_unavailable');
    expect(source.faults?.()).toEqual([]);
  });
});

describe('a file that changed just now', () => {
  it.each([
    [
      'a key, half written',
      `data/access-keys/${aliceKey.id}`,
      (file: string) => writeFileSync(file, `SECRET_ACCESS_KEY='${aliceKey.secret}'\n`),
    ],
    ['a key, whole', `data/access-keys/${aliceKey.id}`, (file: string) => appendFileSync(file, '')],
    ['a profile, emptied', 'data/api/mail-accounts', (file: string) => writeFileSync(file, '')],
    ['a profile, in the middle of a line', 'data/api/mail-accounts', (file: string) => writeFileSync(file, "ROLE='user'\nCOMM")],
    ["a user's, half written", 'data/users/alice/user.conf', (file: string) => writeFileSync(file, "NAME='alice'\n")],
    ['a command, without its options yet', `bin/${mail}`, (file: string) => writeFileSync(file, '#!/bin/bash\n')],
  ])('is not known yet, which is no fault: %s', async (_what, path, write) => {
    const { state, source, folder, setAheadMs } = await followPanel({
      timings: { settleMs: 600_000, graceMs: 0 },
      aheadMs: 3_600_000,
    });
    expect(reasonOf(state())).toBe('permitted');
    write(join(folder.root, path));
    chmodSync(join(folder.root, path), 0o640);
    setAheadMs(0);
    await source.refresh();
    expect([reasonOf(state()), source.faults?.()]).toEqual(['state_unavailable', []]);
  });

  it('counts where it can be read whole, or was good a moment ago', async () => {
    const { state, source, folder, setAheadMs } = await followPanel({ timings: { settleMs: 600_000 }, aheadMs: 3_600_000 });
    writeFileSync(join(folder.root, 'data/users/alice/user.conf'), "NAME='alice'\n");
    folder.writeProfile('mail-accounts', { role: 'user', commands: [mail] });
    folder.writeKey(aliceKey);
    setAheadMs(0);
    await source.refresh();
    expect(reasonOf(state())).toBe('permitted');
  });

  it("leaves the panel's switches as they were while a hestia.conf lacks lines", async () => {
    const { state, source, folder, setAheadMs } = await followPanel({ timings: { settleMs: 600_000 }, aheadMs: 3_600_000 });
    writeFileSync(join(folder.root, 'conf/hestia.conf'), "BACKUP='local'\n");
    setAheadMs(0);
    await source.refresh();
    expect(state().api).toEqual({ accessKeys: 'all', deprecated: true });
    expect(source.problems()).toEqual([expect.stringContaining('hestia.conf changed just now and lacks lines')]);
    setAheadMs(3_600_000);
    await source.refresh();
    expect([state().api.accessKeys, source.problems()]).toEqual(['off', []]);
  });
});

describe('a key that the panel has and the gateway does not vouch for', () => {
  it.each<[string, (file: string) => void]>([
    ['has a line of another form', (file) => appendFileSync(file, 'USER admin\n')],
    ["has a name that is no key file's", (file) => appendFileSync(file, "EXPIRES='1'\n")],
    ['is filled where nobody knows what that means', (file) => appendFileSync(file, "IP='192.0.2.1'\n")],
    ['is longer than any key file', (file) => appendFileSync(file, ' '.repeat(65_536))],
    ['can be written by others', (file) => chmodSync(file, 0o666)],
    [
      'is a symbolic link',
      (file) => {
        rmSync(file);
        symlinkSync('../elsewhere', file);
      },
    ],
    [
      'is no file',
      (file) => {
        rmSync(file);
        mkdirSync(file);
      },
    ],
  ])('is unavailable, and named: it %s', async (_what, spoil) => {
    const { state, source, folder } = await followPanel({ timings: { graceMs: 0 } });
    const file = join(folder.root, 'data/access-keys', aliceKey.id);
    spoil(file);
    await source.refresh();
    expect([reasonOf(state()), state().accessKeys.has(rootKey.id)]).toEqual(['state_unavailable', true]);
    expect(source.faults?.()).toEqual([expect.objectContaining({ part: 'keys', total: 2, unknown: 1 })]);
    expect(source.faults?.()[0]?.first).toContain(file);
  });

  it('is unavailable while its file has a time ahead of the clock, and counts soon after the clock was set', async () => {
    const { state, source, isOn, setAheadMs } = await followPanel({
      aheadMs: -3_600_000,
      realTime: true,
      timings: { aheadRetryMs: 20, everyMs: 3_600_000 },
    });
    expect([reasonOf(state()), source.faults?.()[0]?.unknown]).toEqual(['state_unavailable', 2]);
    setAheadMs(60_000);
    await until(() => isOn(aliceKey.id));
    expect([reasonOf(state()), source.faults?.()]).toEqual(['permitted', []]);
  });
});

describe('a profile', () => {
  it('that allows nothing is told', async () => {
    const { source, folder } = await followPanel({
      prepare: ({ root }) => writeFileSync(join(root, 'data/api/billing'), 'ROLE="admin"\nCOMMANDS=\'\'\n'),
    });
    expect(source.notices?.()).toEqual([
      `${join(folder.root, 'data/api/billing')}: the profile allows nothing: line 1 is not of the form NAME='value'`,
    ]);
  });
});
