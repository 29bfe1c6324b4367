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
  const program = fileURLToPath(new URL('../../dist/cli/collect.js', import.meta.url));
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
