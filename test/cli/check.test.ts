import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { parse } from 'yaml';
import { run } from '../../src/cli/run.ts';
import { captureTerminal } from './capture-terminal.ts';

let folder = '';

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hearthgate-check-'));
});

afterAll(() => rm(folder, { recursive: true }));

interface Checked {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** Without the files that the configuration names: those are another host's. */
async function check(text: string, env: Readonly<Record<string, string>> = {}): Promise<Checked> {
  await writeFile(join(folder, 'gateway.yaml'), text);
  const terminal = captureTerminal(env);
  const code = await run(['check', '--no-files', '--config', join(folder, 'gateway.yaml')], terminal);
  return { code, out: terminal.out(), err: terminal.err() };
}

const pin = 'sha256/47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=';
const many = `
listen:
  - { host: 0.0.0.0, tls: panel, proxyProtocol: true }
clients: { allow: [192.0.2.0/24, inherit], trustedProxies: [192.0.2.9] }
limits: { commands: { v-add-user: { calls: 20, per: 60s, burst: 5 } } }
commands: { extra: { a-exec: { user: 1 } } }
panels:
  - { name: here, default: true, hosts: [a.example] }
  - name: there
    hosts: [b.example, "2001:db8::1"]
    url: https://b.example:8083
    tls: { pin: ["${pin}"] }
    state: { static: b.json, maxAge: 90s }
    clients: { allow: "\${CLIENTS}" }
    limits: { key: { calls: 9 }, failures: { ban: 1h } }
  - name: far
    hosts: [c.example]
    url: https://c.example
    state: { api: { accessKeyFile: c.key, every: 1m, rootKeys: [A1b2C3d4E5f6G7h8I9j0] } }
`;
const clients = Array.from({ length: 7 }, (_, index) => `198.51.100.${index + 1}`).join(',');

test('every fault is told at once, with code 78, and nothing else', async () => {
  const { code, out, err } = await check(
    'clients: { allow: [x] }\npanels: [{ urll: x }, { name: main, tls: { verify: panel } }]',
  );

  expect(code).toBe(78);
  expect(out).toBe('');
  expect(
    err
      .split('\n')
      .slice(1, -1)
      .map((line) => line.trim().replace(/^(line \d+, column \d+: [^:]*): .*/, '$1')),
  ).toEqual([
    'line 1, column 20: clients.allow[0]',
    'line 2, column 12: panels[0].urll',
    'line 2, column 10: panels[0]',
    'line 2, column 23: panels[1]',
    'line 2, column 31: panels[1].name',
  ]);
});

test('a file that is not there is a fault of the configuration', async () => {
  const terminal = captureTerminal();

  expect(await run(['check', '--config', join(folder, 'none.yaml')], terminal)).toBe(78);
  expect(terminal.err()).toMatch(/there is no such file/);
});

test('what holds for each panel is shown, inherited or its own, with code 0', async () => {
  const { code, out } = await check(many, { CLIENTS: clients });
  const inherited = {
    header: 'x-forwarded-for',
    ipv6Prefix: 64,
    deny: '0 entries',
    neverBan: '0 entries',
    owners: {},
    trustedProxies: '1 entry: 192.0.2.9',
  };

  expect(code).toBe(0);
  expect(parse(out)).toEqual({
    listen: [
      {
        at: 'https://0.0.0.0:8483',
        tls: 'TLSv1.2 or newer',
        certificates: ['/usr/local/hestia/ssl/certificate.crt, for a.example, every name that has no other'],
        proxyProtocol: true,
        maxConnections: 10_000,
      },
    ],
    data: '/var/lib/hearthgate, if it is there',
    store: 'in memory, by this gateway for itself',
    'panel here': {
      hosts: ['a.example', 'every name that has no other'],
      url: 'https://127.0.0.1:8083',
      verified: 'exactly the key in /usr/local/hestia/ssl/certificate.crt',
      state: { files: '/usr/local/hestia' },
      maxAge: '10m',
      concurrency: { calls: 3, queue: 32, wait: '4s' },
      timeout: '610s',
      clients: { allow: '2 entries: 192.0.2.0/24, inherit', ...inherited },
      auth: { accessKeys: 'allow', apiKeys: 'deny', password: 'deny', unscopedCommands: '0 entries' },
      limits: {
        address: '120 calls per 1m',
        key: '600 calls per 1m',
        profiles: { 'sync-dns-cluster': '6000 calls per 1m', billing: '1200 calls per 1m' },
        commands: { 'v-add-user': '20 calls per 1m, and 5 more per 10m' },
        refusedCommands: '300 calls per 1m',
        failures: {
          pair: '5 attempts per 10m',
          address: '20 attempts per 10m',
          key: '50 attempts per 1d',
          ban: '15m',
          maxBan: '1d',
        },
      },
      mode: 'enforce',
      report: '0 entries',
    },
    'panel there': expect.objectContaining({
      hosts: ['b.example', '[2001:db8::1]'],
      url: 'https://b.example:8083',
      verified: `one of these keys: ${pin}`,
      state: { static: join(folder, 'b.json') },
      maxAge: '90s',
      clients: {
        allow: '7 entries: 198.51.100.1, 198.51.100.2, 198.51.100.3, 198.51.100.4, 198.51.100.5, …',
        ...inherited,
      },
      limits: expect.objectContaining({ key: '9 calls per 1m', failures: expect.objectContaining({ ban: '1h' }) }),
    }),
    'panel far': expect.objectContaining({
      verified: 'a certificate for c.example that the system trusts',
      state: {
        api: {
          accessKeyFile: join(folder, 'c.key'),
          every: '1m',
          rootKeys: '1 entry: A1b2C3d4E5f6G7h8I9j0',
          extraCommands: '1 entry: a-exec',
        },
      },
    }),
  });
});

test('what is in a file of secrets is not shown', async () => {
  await writeFile(join(folder, 'c.key'), `A1b2C3d4E5f6G7h8I9j0:${'horse+battery'.repeat(3)}x`);

  const { out, err } = await check(many, { CLIENTS: clients });

  expect(out + err).not.toContain('horse');
});

test.each([
  ['{ verify: system, serverName: p.example }', /^a certificate for p\.example that the system trusts$/],
  ['{ ca: ca.pem }', /^a certificate for 127\.0\.0\.1 by an authority in \/.*\/ca\.pem$/],
  ['{ verify: none }', /^NOT AT ALL/],
])('tls: %s is told in words', async (tls, words) => {
  const { out } = await check(`clients: { allow: [192.0.2.1] }\npanels: [{ tls: ${tls} }]`);

  expect(parse(out)['panel main'].verified).toMatch(words);
});

test.each([
  [
    '{ url: "rediss://gate@redis.example/3", passwordFile: p, caFile: ca.pem, onFailure: deny }',
    {
      url: 'rediss://redis.example:6379',
      database: 3,
      verified: expect.stringMatching(/^a certificate for its host by an authority in \/.*\/ca\.pem$/),
      login: expect.stringMatching(/^gate, with the password in \/.*\/p$/),
      prefix: 'hearthgate:',
      timeout: '200ms',
      onFailure: 'deny: calls are refused meanwhile',
    },
  ],
  [
    '{ cluster: "redis://[::1]:7000,redis://192.0.2.1", prefix: "gate:", timeout: 1s }',
    {
      cluster: ['redis://[::1]:7000', 'redis://192.0.2.1:6379'],
      login: 'none',
      prefix: 'gate:',
      timeout: '1s',
      onFailure: 'local: each gateway counts for itself meanwhile',
    },
  ],
  [
    '{ sentinels: [rediss://a.example], name: group, passwordFile: p, serverName: redis.example }',
    expect.objectContaining({
      sentinels: ['rediss://a.example:26379'],
      name: 'group',
      verified: 'a certificate for redis.example that the system trusts',
      login: expect.stringMatching(/^the default user, with/),
      sentinelLogin: 'none',
    }),
  ],
  [
    '{ sentinels: [redis://a.example], name: group, sentinelUsername: watch, sentinelPasswordFile: p }',
    expect.objectContaining({ login: 'none', sentinelLogin: expect.stringMatching(/^watch, with the password in \/.*\/p$/) }),
  ],
  [
    '{ url: "unix:///run/redis/redis.sock?db=2" }',
    expect.objectContaining({ url: 'unix:///run/redis/redis.sock', database: 2, login: 'none' }),
  ],
])('the store %s is told in words', async (redis, words) => {
  const { out } = await check(`data: bans\nstore: { redis: ${redis} }\nclients: { allow: [192.0.2.1] }\npanels: [{}]`);

  expect(parse(out)).toMatchObject({ data: join(folder, 'bans'), store: { redis: words } });
});

test('what is no fault but a risk is told on the side', async () => {
  const { code, out, err } = await check(
    'listen: [{ host: "::", port: 80, plaintext: true }]\nclients: { allow: allow-all }\npanels: [{ url: "http://127.0.0.1" }]',
  );

  expect(code).toBe(0);
  expect(parse(out)).toMatchObject({
    listen: [{ at: 'http://[::]:80', tls: 'none (plaintext)' }],
    'panel main': { verified: 'not needed: plain http to a loopback address', clients: { allow: '1 entry: allow-all' } },
  });
  expect(err.split('\n')).toEqual([
    'warning: listen :: port 80: without tls, beyond loopback, every key can be read on its way',
    'warning: panel main: allow-all lets every address try its keys',
    '',
  ]);
});
