import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import type { ListenSettings } from '../../src/domain/policy/settings.ts';
import { configurationSchema } from '../../src/config/shape/configuration-schema.ts';
import { readSettingsFile } from '../../src/config/resolve/read-settings-file.ts';
import { readConfiguration } from './read-configuration.ts';
import { settingsIn } from './settings-in.ts';

const pathOf = (file: string): string => fileURLToPath(new URL(`../../${file}`, import.meta.url));

const examples = readdirSync(pathOf('config'))
  .filter((file) => file.endsWith('.yaml'))
  .map((file) => `config/${file}`);

describe('every configuration that comes with the project can be used', () => {
  test.each([...examples, 'docker/gateway.yaml'])('%s', async (file) => {
    const { panels } = await readSettingsFile(pathOf(file), {});

    expect(panels.map((panel) => panel.policy.clients.allow.everyone)).not.toContain(true);
  });
});

test('config/many-panels.yaml has one panel of each source of state', async () => {
  const { panels } = await readSettingsFile(pathOf('config/many-panels.yaml'), {});

  expect(panels.map((panel) => panel.state.source.kind).toSorted()).toEqual(['api', 'files', 'static']);
});

test('config/full.yaml names every setting that there is', () => {
  const text = readFileSync(pathOf('config/full.yaml'), 'utf8');
  const names = settingsIn(configurationSchema()).map(
    ({ path }) =>
      path
        .replace(/\.NAME$/, '')
        .split('.')
        .at(-1)
        ?.replace('[]', '') ?? '',
  );

  expect(names.filter((name) => !new RegExp(`\\b${name}:`).test(text))).toEqual([]);
});

test('config/full.yaml gives the defaults, but where it says that it does not', async () => {
  const full = await readSettingsFile(pathOf('config/full.yaml'), {});
  const minimal = await readSettingsFile(pathOf('config/minimal.yaml'), {});
  const [panel] = full.panels;
  const [minimalPanel] = minimal.panels;

  expect({ ...full, listen: full.listen.map(withoutHosts), panels: [] }).toEqual({ ...minimal, panels: [] });
  expect({ ...panel, hosts: [], policy: undefined }).toEqual({ ...minimalPanel, policy: undefined });
  expect({ ...panel?.policy.limits, commands: undefined }).toEqual({ ...minimalPanel?.policy.limits, commands: undefined });
});

/** Without the names of the example's panel, which its certificate has from it. */
function withoutHosts(listen: ListenSettings): ListenSettings {
  const { at } = listen;
  if (at.kind === 'socket' || at.tls.kind === 'plaintext') return listen;
  const certificates = at.tls.certificates.map(({ certFile, keyFile, mayBeMissing }) => ({
    certFile,
    keyFile,
    hosts: [],
    mayBeMissing,
  }));
  return { ...listen, at: { ...at, tls: { ...at.tls, certificates } } };
}

test.each(['config/full.yaml', 'config/many-panels.yaml'])('the store that %s shows in a comment can be used', (file) => {
  const [comment = ''] = /^# store:\n(?:#  .*\n)+/m.exec(readFileSync(pathOf(file), 'utf8')) ?? [];
  const { store }: { store: object } = parse(comment.replaceAll(/^# /gm, ''));

  expect(readConfiguration({ store }).redis).toMatchObject({ at: { kind: 'single' }, prefix: 'hearthgate:', timeoutMs: 200 });
});

test('the composition of containers mounts the configuration that it comes with', () => {
  const compose: unknown = parse(readFileSync(pathOf('docker/compose.yaml'), 'utf8'));

  expect(compose).toMatchObject({
    services: {
      gateway: { network_mode: 'host', volumes: expect.arrayContaining(['./gateway.yaml:/etc/hearthgate/gateway.yaml:ro']) },
      redis: { network_mode: 'host', command: expect.arrayContaining(['--bind', '127.0.0.1']) },
      prometheus: { network_mode: 'host', command: expect.arrayContaining(['--web.listen-address=127.0.0.1:9090']) },
    },
  });
});
