import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { run } from '../../src/cli/run.ts';
import { makePanelFolder, type PanelFolder } from '../support/panel-folder.ts';
import { captureTerminal } from './capture-terminal.ts';

const key = { id: 'ALICEALICEALICEALICE', secret: 's'.repeat(40), user: 'alice', permissions: 'reader' };
const profiles = { reader: { role: 'user', commands: ['v-list-user', 'v-list-web-domains'] } } as const;

let folder: PanelFolder;
let config = '';
beforeAll(async () => {
  folder = await makePanelFolder({ keys: [key], profiles });
  config = configuration('gateway.yaml', { state: { files: folder.root } });
});
afterAll(() => folder.remove());

function configuration(name: string, panel: object): string {
  const file = join(folder.root, name);
  const panels = [{ name: 'main', url: 'http://127.0.0.1:8083', ...panel }];
  const clients = { allow: ['192.0.2.0/24'] };
  writeFileSync(file, JSON.stringify({ listen: [{ port: 8483, plaintext: true }], clients, panels }));
  return file;
}

interface Explained {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

async function explain(...given: readonly string[]): Promise<Explained> {
  const terminal = captureTerminal();
  const code = await run(['explain', '--offline', ...given], terminal);
  return { code, out: terminal.out(), err: terminal.err() };
}

const permitted = ['--from', '192.0.2.7', '--key', key.id, '--cmd', 'v-list-user', '--arg', 'alice'];
const refused = ['--from', '192.0.2.7', '--key', key.id, '--cmd', 'v-list-user', '--arg', 'bob'];

test('a permitted call is told step by step, with code 0', async () => {
  const { code, out, err } = await explain(...permitted, '--config', config);
  expect([code, err]).toEqual([0, '']);
  await expect(out).toMatchFileSnapshot('../golden/explain-permitted.txt');
});

test('of a refused call the step, the answer and the change are told, with code 1', async () => {
  const { code, out, err } = await explain(...refused, '--config', config);
  expect([code, err]).toEqual([1, '']);
  await expect(out).toMatchFileSnapshot('../golden/explain-refused.txt');
});

test('JSON says the same', async () => {
  const { code, out } = await explain(...refused, '--json', '--config', config);
  expect(code).toBe(1);
  await expect(out).toMatchFileSnapshot('../golden/explain-refused.json');
});

test.each([[permitted], [refused]])('no line is longer than 80 columns: %j', async (given) => {
  const { out } = await explain(...given, '--config', config);
  expect(out.split('\n').filter((line) => line.length > 80)).toEqual([]);
});

test('a secret behind the id of the key is not repeated', async () => {
  const { code, out, err } = await explain(
    '--from',
    '192.0.2.7',
    '--key',
    `${key.id}:${key.secret}`,
    '--cmd',
    'x',
    '--config',
    config,
  );
  expect([code, out]).toEqual([64, '']);
  expect(err).toContain('expected the id of an access key alone');
  expect(err).not.toContain(key.secret);
});

test('of a panel that cannot be read it is told why', async () => {
  const away = configuration('away.yaml', { state: { static: 'away.state' } });
  const { code, out } = await explain(...permitted, '--config', away);
  expect(code).toBe(1);
  expect(out).toContain('refused: state_unavailable\n');
  expect(out.replaceAll('\n', ' ')).toContain(`could not be read: ${join(folder.root, 'away.state')}`);
});

test('a panel that there is not is named, with those that there are', async () => {
  const { code, err } = await explain(...permitted, '--panel', 'two', '--config', config);
  expect([code, err]).toEqual([71, 'hearthgate: --panel: expected one of main, found "two"\n']);
});

test('a panel whose state only its API tells is not explained', async () => {
  const api = { accessKeyFile: '/etc/hearthgate/panel.key' };
  const { code, err } = await explain(...permitted, '--config', configuration('api.yaml', { state: { api } }));
  expect(code).toBe(71);
  expect(err).toContain('panel main: state.api asks the panel, and explain reads files alone');
});
