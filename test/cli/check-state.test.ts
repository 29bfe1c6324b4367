import { spawnSync } from 'node:child_process';
import { chmodSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, inject, onTestFinished, test } from 'vitest';
import { run } from '../../src/cli/run.ts';
import { createCollector } from '../../src/collector.ts';
import { systemClock } from '../../src/domain/clock.ts';
import { makePanelFolder } from '../support/panel-folder.ts';
import { silentLog } from '../state/sources/silent-log.ts';
import { captureTerminal } from './capture-terminal.ts';

const key = { id: 'ALICEALICEALICEALICE', secret: 's'.repeat(40), user: 'alice', permissions: 'billing' };
const bob = 'BOBBOBBOBBOBBOBBOBBO';

async function spoiltPanel(): Promise<string> {
  const folder = await makePanelFolder({ keys: [key] });
  onTestFinished(folder.remove);
  writeFileSync(join(folder.root, 'data/access-keys', bob), "USER='bob'\n", { mode: 0o640 });
  writeFileSync(join(folder.root, 'data/api/billing'), 'ROLE="admin"\nCOMMANDS=\'\'\n');
  return folder.root;
}

async function warningsOf(root: string, state: object, settings: object = {}, ...options: readonly string[]): Promise<string> {
  const file = join(root, 'gateway.yaml');
  const panels = [{ name: 'main', url: 'http://127.0.0.1:8083', state }];
  writeFileSync(
    file,
    JSON.stringify({ listen: [{ port: 8483, plaintext: true }], clients: { allow: ['127.0.0.1'] }, panels, ...settings }),
  );
  const terminal = captureTerminal();
  await run(['check', '--config', file, ...options], terminal);
  return terminal.err();
}

describe('a check', () => {
  test('names keys that are off and profiles that allow nothing, of a panel on this host', async () => {
    const root = await spoiltPanel();
    const warnings = await warningsOf(root, { files: root });

    expect(warnings).toContain(
      `warning: panel main: 1 of 2 keys can be read; ${join(root, 'data/access-keys', bob)}: the key is off: `,
    );
    expect(warnings).toContain(`warning: panel main: ${join(root, 'data/api/billing')}: the profile allows nothing: line 1 `);
  });

  test('names keys that the collector could not read', async () => {
    const root = await spoiltPanel();
    const to = join(root, 'panel.state');
    await createCollector({ from: root, to, clock: systemClock, log: silentLog }).once();

    expect(await warningsOf(root, { static: to })).toContain(
      `warning: panel main: 1 of 2 keys can be read; ${to}: the collector could not read the key ${bob}`,
    );
  });

  test('reads no state where the files are those of another host', async () => {
    const root = await spoiltPanel();

    expect(await warningsOf(root, { files: root }, {}, '--no-files')).not.toContain('panel main: ');
  });
});

describe('names that the panel does not have', () => {
  test('are warned of, with those that are meant', async () => {
    const folder = await makePanelFolder({ keys: [key] });
    onTestFinished(folder.remove);
    const settings = {
      limits: {
        commands: {
          'v-add-usr': { calls: 1, per: '60s' },
          'v-list-users': { calls: 1, per: '60s' },
          'v-own': { calls: 1, per: '60s' },
        },
        profiles: { bilings: { calls: 1, per: '60s' }, billing: { calls: 1, per: '60s' } },
      },
      auth: { unscopedCommands: ['v-list-sys-inf', 'v-list-mail-domains', 'v-list-users'] },
    };
    const warnings = await warningsOf(folder.root, { files: folder.root }, settings);

    expect(warnings).toContain('panel main: limits.commands: the panel has no command v-add-usr; did you mean "v-add-user"?\n');
    expect(warnings).toContain('panel main: limits.commands: the panel has no command v-own\n');
    expect(warnings).toContain('panel main: limits.profiles: the panel has no profile bilings; did you mean "billing"?\n');
    expect(warnings).toContain(
      'panel main: auth.unscopedCommands: the panel has no command v-list-sys-inf; did you mean "v-list-sys-info"?\n',
    );
    expect(warnings).toContain(
      'panel main: auth.unscopedCommands: argument 1 of v-list-mail-domains is a user, so it changes nothing',
    );
    expect(warnings).not.toMatch(/has no (command v-list-users|profile billing)\n/);
    expect(warnings).not.toContain('of v-list-users');
  });

  test('are warned of where the panel would have to be asked, as far as its commands are known', async () => {
    const folder = await makePanelFolder({ keys: [key] });
    onTestFinished(folder.remove);
    writeFileSync(join(folder.root, 'key'), `${'A'.repeat(20)}:${'b'.repeat(40)}`, { mode: 0o600 });
    const state = { api: { accessKeyFile: join(folder.root, 'key') } };
    const limits = {
      commands: { 'v-add-usr': { calls: 1, per: '60s' }, 'a-exec': { calls: 1, per: '60s' } },
      profiles: { x: { calls: 1, per: '60s' } },
    };
    const warnings = await warningsOf(folder.root, state, { limits, commands: { extra: { 'a-exec': { user: 1 } } } });

    expect(warnings.match(/limits\.\w+: .*/g)).toEqual([
      'limits.commands: the panel has no command v-add-usr; did you mean "v-add-user"?',
    ]);
  });

  test('and so is a key whose user is gone', async () => {
    const folder = await makePanelFolder({ keys: [key, { ...key, id: bob, user: 'bob' }] });
    onTestFinished(folder.remove);
    rmSync(join(folder.root, 'data/users/bob'), { recursive: true, force: true });
    const warnings = await warningsOf(folder.root, { files: folder.root });

    expect(warnings).toContain(`panel main: the key ${bob} is of bob, and the panel has no such user: its calls are refused`);
    expect(warnings).not.toContain(`the key ${key.id}`);
  });

  test.each([
    [
      'cut off',
      (text: string) => text.slice(0, -100),
      0o640,
      /panel\.state: does not end with a line feed, so it may be half written/,
    ],
    [
      'of no known form',
      (text: string) => text.replace('"version":1', '"version":9'),
      0o640,
      /panel\.state: version: expected 1/,
    ],
    ['empty', () => '', 0o640, /panel\.state: /],
    [
      'writable by others',
      (text: string) => text,
      0o666,
      /panels\[0\]\.state\.static: \S+panel\.state may be written by every user of this machine; chmod o-w/,
    ],
  ])('tells once that a file of the collector is %s', async (_what, spoil, mode, words) => {
    const root = await spoiltPanel();
    const to = join(root, 'panel.state');
    await createCollector({ from: root, to, clock: systemClock, log: silentLog }).once();
    writeFileSync(to, spoil(readFileSync(to, 'utf8')));
    chmodSync(to, mode);

    const told = (await warningsOf(root, { static: to })).split('\n').filter((line) => line.includes(to));

    expect(told).toEqual([expect.stringMatching(words)]);
  });

  test('tells once that there is no panel', async () => {
    const root = await spoiltPanel();
    const nowhere = join(root, 'nowhere');

    const told = (await warningsOf(root, { files: nowhere })).split('\n').filter((line) => /state|hestia\.conf/.test(line));

    expect(told).toEqual([expect.stringMatching(`panels\\[0\\]\\.state\\.files: ${nowhere} does not exist; correct the path`)]);
  });

  test('tells that a folder holds no panel', async () => {
    const root = await spoiltPanel();
    rmSync(join(root, 'conf/hestia.conf'));

    expect(await warningsOf(root, { files: root })).toContain(
      `warning: panel main: ${join(root, 'conf/hestia.conf')} does not exist: state.files must name the folder in which`,
    );
  });
});

describe('as an ordinary user', () => {
  const program = inject('program');

  test('a check tells what may not be read of a panel with its own modes, each once, and once what to do', async ({ skip }) => {
    skip(process.getuid?.() !== 0, 'only root may become another user');
    const root = await spoiltPanel();
    chmodSync(root, 0o755);
    for (const folder of ['conf', 'data', 'bin']) chmodSync(join(root, folder), 0o755);
    for (const folder of ['data/access-keys', 'data/api', 'data/users']) chmodSync(join(root, folder), 0o750);
    chmodSync(join(root, 'conf/hestia.conf'), 0o660);
    const file = join(root, 'gateway.yaml');
    const panels = [{ name: 'main', url: 'http://127.0.0.1:8083', state: { files: root } }];
    const listen = [{ port: 8483, plaintext: true }];
    writeFileSync(file, JSON.stringify({ listen, clients: { allow: ['127.0.0.1'] }, panels }), { mode: 0o644 });
    const script = new URL('../support/run-as-nobody.mjs', import.meta.url).pathname;

    const { stderr } = spawnSync(process.execPath, [script, program, 'check', '--config', file], { encoding: 'utf8' });

    for (const name of ['conf/hestia.conf', 'data/access-keys', 'data/api'])
      expect(stderr.split(`warning: panel main: ${join(root, name)} cannot be read (EACCES)`)).toHaveLength(2);
    expect(stderr.match(/SupplementaryGroups=root/g)).toHaveLength(1);
  });
});
