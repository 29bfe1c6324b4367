import { describe, expect, it } from 'vitest';
import { differenceOf, configuredInForce } from '../../src/config/difference/difference-of.ts';
import { changeText } from '../../src/domain/text/change-text.ts';
import { type ConfiguredSettings, configuredSettings } from '../../src/config/difference/configured-settings.ts';
import { readConfiguration } from '../../src/config/read/read-configuration.ts';
import { configurationSchema } from '../../src/config/shape/configuration-schema.ts';
import { everyPolicy } from './every-policy.ts';
import { settingsIn } from './settings-in.ts';

type Raw = Readonly<Record<string, unknown>>;

const base: Raw = {
  clients: { allow: ['192.0.2.1'] },
  panels: [
    { name: 'one', hosts: ['one.test'] },
    { name: 'two', hosts: ['two.test'] },
  ],
};
const [one, two] = [
  { name: 'one', hosts: ['one.test'] },
  { name: 'two', hosts: ['two.test'] },
];

function saidOf(raw: Raw): ConfiguredSettings {
  return configuredSettings(readConfiguration(JSON.stringify(raw), { file: '/etc/hearthgate/gateway.yaml', env: {} }));
}

function changes(after: Raw, before: Raw = base): readonly string[] {
  return differenceOf(saidOf(before), saidOf(after)).map(changeText);
}

function changesOf(before: Raw, after: Raw): readonly (readonly [string, boolean])[] {
  return differenceOf(saidOf(before), saidOf(after)).map(({ setting, needsRestart }) => [setting, needsRestart]);
}

describe('the difference of two configurations', () => {
  it('is none where both say the same', () => {
    expect(changes(base)).toEqual([]);
    expect(changes({ ...base, limits: { key: { calls: 600, per: '1m' } } })).toEqual([]);
  });

  it('tells of a list how many entries came and went', () => {
    expect(changes({ ...base, clients: { allow: ['192.0.2.1', '192.0.2.2'] } })).toEqual(['clients.allow +1 -0']);
    expect(changes({ ...base, clients: { allow: ['inherit'], deny: ['192.0.2.9'] } })).toEqual([
      'clients.allow +1 -1',
      'clients.deny +1 -0',
    ]);
  });

  it('tells rates, durations, sizes and words as they are written', () => {
    const after = {
      ...base,
      limits: {
        key: { calls: 1200 },
        address: { per: '2m' },
        failures: { ban: '30m' },
        commands: { 'v-add-user': { calls: 2, per: '1h' } },
      },
      auth: { password: 'allow' },
      body: { maxBytes: '2MiB' },
      log: { level: 'debug' },
      audit: { authLog: 'auth.log' },
    };
    expect(changes(after)).toEqual([
      'body.maxBytes 1MiB → 2MiB',
      'audit.authLog none → auth.log',
      'log.level info → debug',
      'auth.password deny → allow',
      'limits.address 120 per 1m → 120 per 2m',
      'limits.key 600 → 1200 per 1m',
      'limits.commands.v-add-user none → 2 per 1h',
      'limits.failures.ban 15m → 30m',
    ]);
  });

  it('tells what one panel alone has otherwise with its name, and what all inherit once', () => {
    const ofTwo = { ...base, panels: [one, { ...two, limits: { key: { calls: 1200 } } }] };
    expect(changes(ofTwo)).toEqual(['panels.two.limits.key 600 → 1200 per 1m']);
    expect(changes({ ...base, limits: { key: { calls: 1200 } } })).toEqual(['limits.key 600 → 1200 per 1m']);
    // What it has itself it does not inherit.
    expect(changes({ ...ofTwo, limits: { key: { calls: 900 } } }, ofTwo)).toEqual(['limits.key 600 → 900 per 1m']);
  });

  it('tells a panel that comes or goes by its name alone, whatever dots there are in it', () => {
    const dotted = { name: 'one.b', hosts: ['b.test'] };
    expect(changes({ ...base, panels: [one, two, dotted] })).toEqual(['panels.one.b added']);
    expect(changes({ ...base, panels: [dotted, two] }, { ...base, panels: [one, two, dotted] })).toEqual(['panels.one removed']);
    expect(changes({ ...base, panels: [one, { ...two, url: 'https://127.0.0.1:9083', concurrency: { wait: '5s' } }] })).toEqual([
      'panels.two.url https://127.0.0.1:8083 → https://127.0.0.1:9083',
      'panels.two.concurrency.wait 4s → 5s',
    ]);
  });

  it('says what needs a restart, and that is not in force', () => {
    const listen = { host: '127.0.0.1', port: 8483, plaintext: true };
    const before = { ...base, listen: [listen, { ...listen, port: 8484 }] };
    const after = {
      ...base,
      data: '/srv/data',
      store: { redis: {} },
      listen: [
        { ...listen, maxConnections: 5 },
        { ...listen, port: 8485 },
      ],
    };
    const found = differenceOf(saidOf(before), saidOf(after));
    expect(found.filter(({ needsRestart }) => !needsRestart).map(changeText)).toEqual([
      'listen[http://127.0.0.1:8483].maxConnections 10000 → 5',
    ]);
    const inForce = configuredInForce(saidOf(after), saidOf(before));
    expect(differenceOf(saidOf(before), inForce).map(changeText)).toEqual([
      'listen[http://127.0.0.1:8483].maxConnections 10000 → 5',
    ]);
    const left = differenceOf(inForce, saidOf(after));
    expect(left.every(({ needsRestart }) => needsRestart)).toBe(true);
    expect(left.map(changeText)).toEqual(
      expect.arrayContaining([
        'data none → /srv/data',
        'listen[http://127.0.0.1:8484] removed',
        'listen[http://127.0.0.1:8485] added',
      ]),
    );
  });

  it('has in force how long a decision waits for Redis, but not where Redis is', () => {
    const before = saidOf({ ...base, store: { redis: { url: 'redis://127.0.0.1:1' } } });
    const after = saidOf({ ...base, store: { redis: { url: 'redis://127.0.0.1:2', timeout: '2s', onFailure: 'deny' } } });
    const restarts = new Map(differenceOf(before, after).map((change) => [change.setting, change.needsRestart]));
    expect(Object.fromEntries(restarts)).toEqual({
      'store.redis.url': true,
      'store.redis.timeout': false,
      'store.redis.onFailure': false,
    });
    expect(differenceOf(configuredInForce(after, before), after).map(({ setting }) => setting)).toEqual(['store.redis.url']);
    expect(differenceOf(saidOf(base), after).every(({ needsRestart }) => needsRestart)).toBe(true);
  });

  it('has in force whom the second listener answers, but not where it listens', () => {
    const tcp = { host: '127.0.0.1', port: 9180, tokenFile: 'a' };
    const found = changesOf(
      { ...base, admin: tcp },
      { ...base, admin: { ...tcp, port: 9181, tokenFile: 'b', hosts: ['gw.test'] } },
    );
    expect(found).toEqual([
      ['admin.port', true],
      ['admin.tokenFile', false],
      ['admin.hosts', false],
    ]);
    expect(
      changesOf({ ...base, admin: { socket: 's' } }, { ...base, admin: tcp }).every(([, needsRestart]) => needsRestart),
    ).toBe(true);
  });

  it('tells another receiver of notices without its path, which may hold a secret', () => {
    const notices = { url: 'https://a.test/hooks/s3cret', secretFile: 's' };
    const [told = ''] = changes({ ...base, notices: { ...notices, url: 'https://a.test/hooks/other' } }, { ...base, notices });
    expect(told).toMatch(/^notices\.url https:\/\/a\.test\/… \(SHA-256 \w{8}…\) → https:\/\/a\.test\/… \(SHA-256 \w{8}…\)$/);
  });

  it('knows every setting that there is', () => {
    const known = new Set(
      everything.flatMap((raw) => [...saidOf(raw).values()].map(({ name }) => name.replaceAll(/\[\d+\]/g, '[]'))),
    );
    const untold = settingsIn(configurationSchema()).filter(({ path }) => {
      const name = path
        .replace(/^(?:listen|panels)\[\]\./, '')
        .replace(/^(clients\.owners|keys)\.NAME/, `$1.${owner}`)
        .replaceAll('NAME', 'v-add-user');
      return ![name, name.replace(/\.(?:calls|per|attempts)$/, '')].some((each) => known.has(each));
    });
    expect(untold.map(({ path }) => path)).toEqual(named);
  });
});

/** What names a listener or a panel, and the sections of a panel that stand for those of the top level. */
const named = ['host', 'port', 'socket', 'plaintext', 'proxyProtocol']
  .map((key) => `listen[].${key}`)
  .concat(['name', 'clients', 'auth', 'limits'].map((key) => `panels[].${key}`));

const owner = 'OWNER000000000000000';
const files = { allowFile: 'a', denyFile: 'b', neverBanFile: 'c', trustedProxiesFile: 'd' };
const rate = { calls: 5, per: '1m', burst: 1 };
const pin = `sha256/${Buffer.alloc(32).toString('base64')}`;

/** Configurations that have every setting together. */
const everything: readonly Raw[] = [
  {
    ...base,
    data: '/srv',
    listen: [{ port: 1, tls: { cert: 'a', key: 'b' }, maxConnectionsPerClient: 5 }],
    admin: { host: '127.0.0.1', port: 9, tokenFile: 't', tokensFile: 's', hosts: ['a'] },
    clients: { allow: ['192.0.2.1'], owners: { [owner]: ['192.0.2.1'] }, before: ['192.0.2.1'], ...files },
    auth: { apiKeys: { from: ['192.0.2.1'], until: '2020-01-31' }, password: { from: ['192.0.2.1'], until: '2020-01-31' } },
    reportUntil: '2020-01-31',
    limits: {
      address: rate,
      key: rate,
      refusedCommands: rate,
      profiles: { 'v-add-user': rate },
      commands: { 'v-add-user': rate },
    },
    store: { redis: { url: 'rediss://127.0.0.1', username: 'u', passwordFile: 'p', database: 1, caFile: 'c', serverName: 's' } },
    body: { totalBytesPerClient: '2MiB' },
    answer: { totalBytesPerClient: '16MiB' },
    keys: { [owner]: everyPolicy },
    keyGroups: [{ of: { ids: ['A*'], users: ['a'], profiles: ['b'] }, ...everyPolicy }],
    commands: { extra: { 'v-add-user': { user: 1 } } },
    audit: { authLog: 'a' },
    notices: { url: 'https://a.test/x', secretFile: 's', caFile: 'c' },
    panels: [
      { name: 'one', hosts: ['one.test'], default: true, tls: { verify: 'panel', cert: 'c' }, state: { files: '/f' } },
      { name: 'two', hosts: ['two.test'], tls: { ca: 'c', serverName: 's' }, state: { static: '/s' } },
      {
        name: 'three',
        hosts: ['three.test'],
        tls: { pin: [pin] },
        state: { api: { accessKeyFile: 'k', rootKeys: [] } },
      },
    ],
  },
  {
    ...base,
    admin: { socket: '/run/admin.sock' },
    listen: [{ port: 1, tls: { certificates: [{ cert: 'a', key: 'b' }] } }],
    store: { redis: { cluster: ['redis://127.0.0.1:1'] } },
  },
  {
    ...base,
    listen: [{ port: 1, tls: 'panel' }],
    store: {
      redis: {
        sentinels: ['redis://127.0.0.1:1'],
        name: 'n',
        sentinelUsername: 'u',
        sentinelPasswordFile: 'p',
        passwordFile: 'q',
      },
    },
  },
];
