import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it, onTestFinished } from 'vitest';
import { collect } from '../../src/cli/collect.ts';
import { makePanelFolder } from '../support/panel-folder.ts';
import { until } from '../support/until.ts';
import { captureTerminal } from './capture-terminal.ts';

const alice = {
  id: 'ALICEALICEALICEALICE',
  secret: 'alicesecretalicesecretalicesecretalices1',
  user: 'alice',
  permissions: 'billing',
};

async function panelRoot(): Promise<string> {
  const folder = await makePanelFolder({ keys: [alice] });
  onTestFinished(folder.remove);
  return folder.root;
}

it('a panel is collected once', async () => {
  const root = await panelRoot();
  const terminal = captureTerminal();
  expect(await collect({ from: root, to: join(root, 'panel.state'), follow: false }, terminal)).toBe(0);
  expect(readFileSync(join(root, 'panel.state'), 'utf8')).toContain(alice.id);
  expect([terminal.out(), terminal.err()]).toEqual(['', '']);
});

it('what is no panel is not collected, and the reason is told', async () => {
  const root = await panelRoot();
  const terminal = captureTerminal();
  expect(await collect({ from: join(root, 'data'), to: join(root, 'panel.state'), follow: false }, terminal)).toBe(71);
  expect(terminal.err()).toMatch(/^hearthgate: \S+panel\.state was not written: \S+hestia\.conf does not exist/m);
  expect(existsSync(join(root, 'panel.state'))).toBe(false);
});

it.each([
  ['what is no panel', 'data', /hestia\.conf does not exist: --from must name the folder in which the panel is installed/],
  ['a file', 'conf/hestia.conf', /hestia\.conf does not exist: --from must name the folder/],
  ['what is not there', 'nowhere', /nowhere\/bin does not exist: --from must name the folder/],
])('the option is named that holds %s', async (_what, from, words) => {
  const root = await panelRoot();
  const terminal = captureTerminal();
  expect(await collect({ from: join(root, from), to: join(root, 'panel.state'), follow: false }, terminal)).toBe(71);
  expect(terminal.err()).toMatch(words);
  expect(terminal.err()).not.toMatch(/state\.files|the gateway/);
});

it.each([
  ['a folder', 'data', /data is a folder; name a file in it with --to/],
  ['a file in a folder that is not there', 'nowhere/panel.state', /its folder does not exist; make it, or correct --to/],
  ['a file below a file', 'conf/hestia.conf/panel.state', /it leads through a file .*; correct --to/],
  ['a name that is too long', 'x'.repeat(300), /the name is too long; shorten it in --to/],
])('what is wrong with --to is said of %s', async (_what, to, words) => {
  const root = await panelRoot();
  const terminal = captureTerminal();
  expect(await collect({ from: root, to: join(root, to), follow: false }, terminal)).toBe(71);
  expect(terminal.err()).toMatch(words);
});

it('what could be read of a panel is collected, and the exit code says that it is not all', async () => {
  const root = await panelRoot();
  writeFileSync(join(root, 'data/access-keys/BOBBOBBOBBOBBOBBOBBO'), "USER='bob'\n", { mode: 0o640 });
  const terminal = captureTerminal();
  expect(await collect({ from: root, to: join(root, 'panel.state'), follow: false }, terminal)).toBe(71);
  expect(terminal.err()).toMatch(/^hearthgate: \S+panel\.state was written, but not all .*BOBBOBBOBBOBBOBBOBBO: the key is off/m);
  expect(readFileSync(join(root, 'panel.state'), 'utf8')).toContain(alice.id);
});

it.each(['SIGTERM', 'SIGINT'])('a panel is followed until %s', async (signal) => {
  const root = await panelRoot();
  const terminal = captureTerminal();
  const ended = collect({ from: root, to: join(root, 'panel.state'), follow: true }, terminal);
  await until(() => existsSync(join(root, 'panel.state')));
  terminal.signals.emit(signal);
  expect(await ended).toBe(0);
  expect(terminal.err()).toContain(`"signal":"${signal}"`);
  expect(terminal.signals.listenerCount(signal)).toBe(0);
});

it('a file that cannot be written in whole leaves the old one as it was, and nothing beside it', async () => {
  const root = await panelRoot();
  const to = join(root, 'panel.state');
  writeFileSync(to, 'old\n');
  // The program as it is shipped, in a process that may write no more than 1 KiB into a file: less than the panel's commands take.
  const program = fileURLToPath(new URL('../../dist/modules/src/cli/collect.js', import.meta.url));
  const script = `import { collect } from ${JSON.stringify(program)};
    process.exitCode = await collect({ from: ${JSON.stringify(root)}, to: ${JSON.stringify(to)}, follow: false },
      { stdout: process.stdout, stderr: process.stderr, env: {}, signals: process });`;
  const child = spawn('bash', ['-c', 'ulimit -f 1; exec "$0" --input-type=module --eval "$1"', process.execPath, script]);
  let err = '';
  child.stderr.on('data', (chunk: Buffer) => (err += chunk.toString()));
  await once(child, 'close');
  expect(err).toMatch(/^hearthgate: \S+panel\.state cannot be written \(EFBIG\): .+ What was there before is as it was\.$/m);
  expect(child.exitCode).toBe(71);
  expect(readFileSync(to, 'utf8')).toBe('old\n');
  expect(readdirSync(root).filter((name) => name.startsWith('panel.state'))).toEqual(['panel.state']);
});
