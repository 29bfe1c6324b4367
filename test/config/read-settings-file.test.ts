import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readSettingsFile } from '../../src/config/resolve/read-settings-file.ts';

let folder = '';

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hearthgate-config-'));
});

afterAll(() => rm(folder, { recursive: true }));

test('paths count from the folder of the file', async () => {
  const file = join(folder, 'gateway.yaml');
  await writeFile(file, 'clients: { allow: [192.0.2.1] }\npanels: [{ state: { files: panel } }]\n');

  const settings = await readSettingsFile(file, {});

  expect(settings.panels[0]?.state.source).toEqual({ kind: 'files', root: join(folder, 'panel') });
});

test('a file that is not there is a fault with advice', async () => {
  const file = join(folder, 'none.yaml');

  await expect(readSettingsFile(file, {})).rejects.toThrow(
    `${file} has 1 problem:\n  there is no such file; name the one that you mean with --config`,
  );
});

test('a folder is no file', async () => {
  await expect(readSettingsFile(folder, {})).rejects.toThrow('is a folder; name the file in it with --config');
});

test('bytes that are no UTF-8 are not guessed at', async () => {
  const file = join(folder, 'latin1.yaml');
  await writeFile(file, Buffer.from('log: { level: "\xfc" }', 'latin1'));

  await expect(readSettingsFile(file, {})).rejects.toThrow('is not UTF-8; save it as UTF-8');
});
