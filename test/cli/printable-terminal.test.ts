import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { run } from '../../src/cli/run.ts';
import { captureTerminal } from './capture-terminal.ts';

// What stands in a file, or what something else answers in place of the gateway, is shown on a terminal and never obeyed by it.

const attack = '\x1b]0;owned\x07\u009b31m\u202e\x7f';
const obeyed = /[^\P{Cc}\n]|\p{Bidi_Control}/u;

async function follow(...argv: readonly string[]): Promise<string> {
  const terminal = captureTerminal();
  await run(argv, terminal);
  return terminal.out() + terminal.err();
}

function folderWith(configuration: string): { readonly folder: string; readonly file: string } {
  const folder = mkdtempSync(join(tmpdir(), 'printable-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const file = join(folder, 'gateway.yaml');
  writeFileSync(file, configuration);
  return { folder, file };
}

/** Something that answers at the second listener's place. */
async function answering(status: number, body: string): Promise<string> {
  const { folder, file } = folderWith('admin: { socket: a.sock }\nclients: { allow: [127.0.0.1] }\npanels: [{}]\n');
  const server = createServer((_request, response) => response.writeHead(status).end(body));
  onTestFinished(() => void server.close());
  await new Promise<void>((resolve) => void server.listen(join(folder, 'a.sock'), resolve));
  return file;
}

test.each([
  [
    'a configuration without faults',
    `clients: { allow: [127.0.0.1] }\npanels: [{ state: { files: ${JSON.stringify(`/a${attack}`)} } }]`,
  ],
  ['a configuration with faults', `clients: { allow: [${JSON.stringify(attack)}] }\npanels: [{ ${JSON.stringify(attack)}: 1 }]`],
])('%s is shown', async (_what, text) => {
  const shown = await follow('check', '--config', folderWith(text).file);

  expect(shown).toContain('owned');
  expect(shown).not.toMatch(obeyed);
});

test('an argument is shown', async () => {
  expect(await follow(`fly${attack}`)).not.toMatch(obeyed);
  expect(await follow('serve', '--config', `/nonexistent${attack}`)).toMatch(/\\x1b\]0;owned\\x07\\x9b31m\\u202e\\x7f/);
});

test('the cells of a table are shown, each in its row', async () => {
  const ban = { panel: `main${attack}`, subject: '192.0.2.1\n192.0.2.2', cause: 'address', leftSeconds: 60, level: 1 };
  const file = await answering(200, JSON.stringify({ bans: [ban] }));

  const shown = await follow('bans', 'list', '--config', file);

  expect(shown).not.toMatch(obeyed);
  expect(shown).toContain('main\\x1b]0;owned\\x07\\x9b31m\\u202e\\x7f');
  expect(shown.trimEnd().split('\n')).toHaveLength(2);
});

test('what refuses in the place of the gateway is shown', async () => {
  const file = await answering(409, `no${attack}\nhearthgate: all is well`);

  const shown = await follow('limits', 'show', '192.0.2.1', '--config', file);

  expect(shown).not.toMatch(obeyed);
  expect(shown.trimEnd().split('\n')).toHaveLength(1);
});

test('the message of a collector is shown', async () => {
  const { folder } = folderWith('');
  chmodSync(folder, 0o755);

  expect(await follow('collect', '--from', join(folder, `a${attack}`), '--to', join(folder, 'b'))).not.toMatch(obeyed);
});
