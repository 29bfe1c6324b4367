import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createCollector } from '../../src/collector.ts';
import type { Credential } from '../../src/domain/call/call.ts';
import { systemClock } from '../../src/domain/clock.ts';
import type { PanelState } from '../../src/domain/panel/panel-state.ts';
import { Secret } from '../../src/domain/secret.ts';
import { accessKeyCredential, callWith, worldWith } from '../support/facts.ts';
import { reasonOf } from '../support/judge-world.ts';
import { ledgerWith } from '../support/ledger.ts';
import { type FollowedPanel, followPanel, rootKey } from './followed-panel.ts';
import { stateOf } from './api-source.ts';
import { followStatic } from './followed-static.ts';
import { silentLog } from './sources/silent-log.ts';

// One odd line of hestia.conf must not make the root user's right password a failed login.

const switches = "API='yes'\nAPI_SYSTEM='2'\nAPI_ALLOWED_IP='allow-all'\n";
const password: Credential = { kind: 'password', user: 'admin', password: new Secret('correct horse') };
const ofRootKey = accessKeyCredential(rootKey.id, rootKey.secret);

/** A panel with this hestia.conf. */
function followConf(conf: string): Promise<FollowedPanel> {
  return followPanel({ prepare: ({ root }) => writeFileSync(join(root, 'conf/hestia.conf'), conf) });
}

/** What becomes of a call, and how many failed logins it leaves. */
async function judged(state: PanelState, credential: Credential): Promise<readonly [string, number]> {
  const { ledger, failures } = ledgerWith();
  const call = callWith({ credential, command: 'v-list-users', args: [] });
  const reason = await reasonOf(worldWith({ state, call }), ledger);
  return [reason, failures.entries('address')];
}

describe('a ROOT_USER that cannot be known', () => {
  it.each([
    ['a comment behind it', "ROOT_USER='admin' # c\n"],
    ['no quotes', 'ROOT_USER=admin\n'],
    ['another value in a second line', "ROOT_USER='admin'\nROOT_USER='eve'\n"],
    ['a second line of another form', "ROOT_USER='admin'\nexport ROOT_USER=admin\n"],
    ['an open quote before it', "BACKUP='local\nROOT_USER='admin'\n"],
  ])('makes what depends on it unavailable, counts against nobody, and is told: %s', async (_what, line) => {
    const { source, state } = await followConf(`${switches}${line}`);
    expect(state()).toMatchObject({ rootUser: undefined, unknown: { rootUser: true } });
    expect(await judged(state(), password)).toEqual(['state_unavailable', 0]);
    expect(await judged(state(), ofRootKey)).toEqual(['state_unavailable', 0]);
    expect(source.notices?.()).toEqual([
      "conf/hestia.conf: ROOT_USER cannot be known, so calls that only the root user may make are refused: leave one line ROOT_USER='…' of it",
    ]);
  });

  it.each([
    ['no line', ''],
    ['an empty value', "ROOT_USER=''\n"],
    ["a value that is no user's name", "ROOT_USER='../x'\n"],
  ])('is another matter than one that nobody is: %s', async (_what, line) => {
    const { source, state } = await followConf(`${switches}${line}`);
    expect(state().unknown.rootUser).toBeUndefined();
    expect(await judged(state(), password)).toEqual(['credential_invalid', 1]);
    expect(await judged(state(), ofRootKey)).toEqual(['command_not_allowed', 0]);
    expect(source.notices?.()).toEqual([]);
  });

  it('is known again when the line is mended', async () => {
    const { source, state, folder } = await followConf(`${switches}ROOT_USER=admin\n`);
    folder.writeConf({ API: 'yes', API_SYSTEM: '2', API_ALLOWED_IP: 'allow-all', ROOT_USER: 'admin' });
    await source.refresh();
    expect(await judged(state(), ofRootKey)).toEqual(['permitted', 0]);
    expect([state().unknown.rootUser, source.notices?.()]).toEqual([undefined, []]);
  });

  it('is passed on by the collector, which says so', async () => {
    const { folder } = await followConf(`${switches}ROOT_USER=admin\n`);
    const to = join(temporaryFolder(), 'panel.state');
    const collector = createCollector({ from: folder.root, to, clock: systemClock, log: silentLog });
    expect(await collector.once()).toMatch(/panel\.state was written, but not all .*ROOT_USER cannot be known/);
    const { source, file } = await followStatic({ text: readFileSync(to, 'utf8') });
    expect(stateOf(source).unknown.rootUser).toBe(true);
    expect(await judged(stateOf(source), ofRootKey)).toEqual(['state_unavailable', 0]);
    expect(source.notices?.()).toEqual([`${file}: the collector could not read who the root user is; its log says why`]);
  });
});

describe('another name of hestia.conf that cannot be known', () => {
  it.each([
    ['API_SYSTEM', "API='yes'\nAPI_SYSTEM='2' # c\nAPI_ALLOWED_IP=''\nROOT_USER='admin'\n", ofRootKey, 'api_disabled'],
    ['API', "API=yes\nAPI_SYSTEM='2'\nAPI_ALLOWED_IP=''\nROOT_USER='admin'\n", password, 'api_disabled'],
    ['API_ALLOWED_IP', "API='yes'\nAPI_SYSTEM='2'\nAPI_ALLOWED_IP=allow-all\nROOT_USER='admin'\n", ofRootKey, 'permitted'],
  ] as const)('allows less, counts against nobody, and is told: %s', async (name, conf, credential, reason) => {
    const { source, state } = await followConf(conf);
    expect(await judged(state(), credential)).toEqual([reason, 0]);
    expect(state().allowedAddresses).toMatchObject({ everyone: false });
    expect(source.notices?.()).toEqual([expect.stringContaining(`conf/hestia.conf: ${name} cannot be known, so `)]);
  });
});

function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'unknown-root-user-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return folder;
}
