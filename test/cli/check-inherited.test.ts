import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { run } from '../../src/cli/run.ts';
import { makePanelFolder, type PanelFolder } from '../support/panel-folder.ts';
import { captureTerminal } from './capture-terminal.ts';

let panelFolder: PanelFolder;
beforeAll(async () => {
  panelFolder = await makePanelFolder({ conf: { API_ALLOWED_IP: '127.0.0.1,192.0.2.1' } });
});
afterAll(() => panelFolder.remove());

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'states-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  cpSync(panelFolder.root, join(folder, 'panel'), { recursive: true });
  writeFileSync(join(folder, 'b.key'), `${'A'.repeat(20)}:${'b'.repeat(40)}\n`, { mode: 0o600 });
});

const collect = (): Promise<number> =>
  run(['collect', '--from', join(folder, 'panel'), '--to', join(folder, 'a.json')], captureTerminal());

const only = (clients: string, panels: string): string =>
  `listen: [{ host: "::", plaintext: true }]\nclients: ${clients}\npanels: ${panels}\n`;

async function warningsOf(text: string): Promise<string[]> {
  writeFileSync(join(folder, 'other.yaml'), text);
  const terminal = captureTerminal();
  expect(await run(['check', '--config', join(folder, 'other.yaml')], terminal)).toBe(0);
  return terminal
    .err()
    .replaceAll(folder, 'HERE')
    .split('\n')
    .filter((line) => line.startsWith('warning: panel ') && !/verify|beyond loopback/.test(line));
}

describe('check, in the state of a panel', () => {
  test.each(['{ files: panel }', '{ static: a.json }'])(
    '%s warns of an inherited list that has this host alone',
    async (state) => {
      expect(await warningsOf(only('{ allow: [inherit] }', `[{ state: ${state} }]`))).toEqual([]);

      writeFileSync(
        join(folder, 'panel/conf/hestia.conf'),
        "API='yes'\nAPI_ALLOWED_IP='127.0.0.1,::1'\nAPI_SYSTEM='2'\nROOT_USER='admin'\n",
      );
      await collect();
      const warning = expect.stringMatching(
        /clients\.allow is inherit alone, .*has this host's own addresses alone: no other client may call/,
      );

      expect(await warningsOf(only('{ allow: [inherit] }', `[{ state: ${state} }]`))).toEqual([warning]);
      expect(await warningsOf(only('{ allow: [inherit, 192.0.2.7] }', `[{ state: ${state} }]`))).toEqual([]);
    },
  );

  test('leaves out what has to be asked of the panel', async () => {
    expect(await warningsOf(only('{ allow: [inherit] }', '[{ state: { api: { accessKeyFile: b.key } } }]'))).toEqual([
      expect.stringMatching(/as good as root/),
    ]);
  });
});
