import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
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

test.each(['config/full.yaml', 'config/many-panels.yaml', 'docker/gateway.yaml'])(
  'the store that %s shows in a comment can be used',
  (file) => {
    const [comment = ''] = /^# store:\n(?:#  .*\n)+/m.exec(readFileSync(pathOf(file), 'utf8')) ?? [];
    const { store }: { store: object } = parse(comment.replaceAll(/^# /gm, ''));

    expect(readConfiguration({ store }).redis).toMatchObject({ at: { kind: 'single' }, prefix: 'hearthgate:', timeoutMs: 200 });
  },
);

describe('the composition of containers', () => {
  const service = z.looseObject({
    network_mode: z.string(),
    command: z.array(z.string()).default([]),
    secrets: z.array(z.string()).default([]),
    volumes: z.array(z.string()).default([]),
  });
  const { services, secrets } = z
    .object({ services: z.record(z.string(), service), secrets: z.record(z.string(), z.object({ file: z.string() })) })
    .parse(parse(readFileSync(pathOf('docker/compose.yaml'), 'utf8')));

  test('has the gateway with the configuration that comes with it, and what goes with it on loopback', () => {
    expect(services).toMatchObject({
      gateway: { volumes: expect.arrayContaining(['./gateway.yaml:/etc/hearthgate/gateway.yaml:ro']) },
      redis: { command: expect.arrayContaining([expect.stringContaining('--bind 127.0.0.1 ')]) },
      prometheus: { command: expect.arrayContaining(['--web.listen-address=127.0.0.1:9090']) },
      grafana: { environment: expect.objectContaining({ GF_SERVER_HTTP_ADDR: '127.0.0.1' }) },
    });
  });

  test.each(Object.keys(services))('bounds the log and the rights of %s', (name) => {
    expect(services[name]).toMatchObject({
      network_mode: 'host',
      logging: { options: { 'max-size': '10m', 'max-file': '5' } },
      user: expect.stringMatching(/^[1-9]\d*:0$/),
      read_only: true,
      cap_drop: ['ALL'],
      security_opt: ['no-new-privileges:true'],
    });
  });

  test('hands secrets over as files that the repository never holds', () => {
    expect(Object.values(secrets).map(({ file }) => file)).toEqual([
      './secrets/admin_token',
      './secrets/redis_password',
      './secrets/grafana_password',
    ]);
    expect(readFileSync(pathOf('.gitignore'), 'utf8')).toMatch(/^docker\/secrets\/$/m);
    const named = services['gateway']?.secrets.map((name) => `/run/secrets/${name}`);
    expect(readFileSync(pathOf('docker/gateway.yaml'), 'utf8').match(/\/run\/secrets\/\w+/g)).toEqual(named);
    for (const [name, { secrets: mounted }] of Object.entries(services)) {
      const used = [...JSON.stringify(services[name]).matchAll(/\/run\/secrets\/(\w+)/g)].map(([, secret]) => secret);
      expect(mounted).toEqual(expect.arrayContaining(used));
    }
  });

  test.each(Object.keys(services))('mounts only what there is into %s', (name) => {
    const own = services[name]?.volumes.map((volume) => volume.split(':')[0] ?? '').filter((path) => path.startsWith('./'));

    expect(own?.filter((path) => !existsSync(pathOf(`docker/${path}`)))).toEqual([]);
  });
});
