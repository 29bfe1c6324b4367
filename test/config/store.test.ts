import { describe, expect, test } from 'vitest';
import type { RedisSettings } from '../../src/domain/policy/settings.ts';
import { faultsOf, readConfiguration } from './read-configuration.ts';

function redisOf(redis: object, env: Readonly<Record<string, string>> = {}): RedisSettings | undefined {
  return readConfiguration({ store: { redis } }, env).redis;
}

const faultsIn = (redis: object): string[] => faultsOf({ store: { redis } });

const defaults = {
  at: { kind: 'single', node: { host: '127.0.0.1', port: 6379 } },
  tls: undefined,
  username: undefined,
  passwordFile: undefined,
  database: 0,
  prefix: 'hearthgate:',
  timeoutMs: 200,
  onFailure: 'local',
};

describe('the folder for data', () => {
  test('is where the administrator says, counted from the folder of the configuration', () => {
    expect(readConfiguration({ data: 'bans' }).data).toEqual({ folder: '/etc/hearthgate/bans', isRequired: true });
    expect(readConfiguration({ data: '/var/lib/hearthgate' }).data).toEqual({ folder: '/var/lib/hearthgate', isRequired: true });
  });

  test('may be missing where nothing is said', () => {
    expect(readConfiguration({}).data).toEqual({ folder: '/var/lib/hearthgate', isRequired: false });
  });

  test.each([null, '', 5, []])('is not %j', (data) => {
    expect(faultsOf({ data })).toEqual([expect.stringMatching(/^data: expected the path of a folder, found /)]);
  });
});

describe('counters and bans are kept', () => {
  test('in memory, unless something else is said', () => {
    expect(readConfiguration({}).redis).toBeUndefined();
    expect(readConfiguration({ store: {} }).redis).toBeUndefined();
  });

  test('in a Redis on this host, where nothing but that is said', () => {
    expect(redisOf({})).toEqual(defaults);
  });

  test('in a Redis with everything that can be said of it', () => {
    expect(
      redisOf({
        url: 'rediss://redis.example:6380',
        database: 3,
        username: 'gate',
        passwordFile: 'redis.password',
        caFile: 'ca.pem',
        serverName: 'Redis.example',
        prefix: 'dns|gate~1:',
        timeout: '1s',
        onFailure: 'deny',
      }),
    ).toEqual({
      at: { kind: 'single', node: { host: 'redis.example', port: 6380 } },
      tls: { caFile: '/etc/hearthgate/ca.pem', serverName: 'redis.example' },
      username: 'gate',
      passwordFile: '/etc/hearthgate/redis.password',
      database: 3,
      prefix: 'dns|gate~1:',
      timeoutMs: 1000,
      onFailure: 'deny',
    });
  });

  test.each([
    ['redis://192.0.2.1', { host: '192.0.2.1', port: 6379 }, 0],
    ['redis://Redis.Example:1/', { host: 'redis.example', port: 1 }, 0],
    ['redis://[2001:DB8::1]:65535/15', { host: '2001:db8::1', port: 65_535 }, 15],
    ['redis://localhost/0', { host: 'localhost', port: 6379 }, 0],
  ])('at %s', (url, node, database) => {
    expect(redisOf({ url })).toEqual({ ...defaults, at: { kind: 'single', node }, database });
  });

  test.each([
    ['unix:///run/redis/redis.sock', '/run/redis/redis.sock', undefined, 0],
    ['unix://gate@/run/redis%20a/redis.sock?db=2', '/run/redis a/redis.sock', 'gate', 2],
    ['unix://g%40te@/run/a@b:c.sock', '/run/a@b:c.sock', 'g@te', 0],
  ])('at %s', (url, path, username, database) => {
    const passwordFile = username === undefined ? undefined : '/p';
    const login = passwordFile === undefined ? {} : { passwordFile };
    expect(redisOf({ url, ...login })).toEqual({ ...defaults, at: { kind: 'socket', path }, username, database, passwordFile });
  });

  test('by sentinels that have a user of their own', () => {
    const sentinels = { sentinels: ['redis://a'], name: 'gate', sentinelUsername: 'watch', sentinelPasswordFile: 'p' };
    expect(redisOf(sentinels)?.at).toEqual({
      kind: 'sentinel',
      sentinels: [{ host: 'a', port: 26_379 }],
      name: 'gate',
      username: 'watch',
      passwordFile: '/etc/hearthgate/p',
    });
  });

  test('by a user, whom the URL may name', () => {
    const passwordFile = '/run/password';

    expect(redisOf({ url: 'redis://gate@127.0.0.1', passwordFile })).toEqual({ ...defaults, username: 'gate', passwordFile });
    expect(redisOf({ url: 'redis://g%3Ate@127.0.0.1', passwordFile })?.username).toBe('g:te');
    expect(redisOf({ passwordFile })).toEqual({ ...defaults, passwordFile });
  });

  test('by TLS with the trust of the system', () => {
    expect(redisOf({ url: 'rediss://redis.example' })?.tls).toEqual({ caFile: undefined, serverName: undefined });
  });

  test('in a cluster', () => {
    expect(redisOf({ cluster: ['rediss://192.0.2.1', 'rediss://192.0.2.2:7000'] })).toEqual({
      ...defaults,
      at: {
        kind: 'cluster',
        nodes: [
          { host: '192.0.2.1', port: 6379 },
          { host: '192.0.2.2', port: 7000 },
        ],
      },
      tls: { caFile: undefined, serverName: undefined },
    });
  });

  test('in the group that sentinels watch, which have a port of their own', () => {
    expect(redisOf({ sentinels: '${SENTINELS}', name: 'gate', database: 2 }, { SENTINELS: 'redis://a, redis://b:1' })).toEqual({
      ...defaults,
      at: {
        kind: 'sentinel',
        sentinels: [
          { host: 'a', port: 26_379 },
          { host: 'b', port: 1 },
        ],
        name: 'gate',
      },
      database: 2,
    });
  });
});

test.each([
  [
    { url: 'redis://a', cluster: ['redis://a'] },
    ['store.redis: expected one of url, cluster and sentinels; leave out the others'],
  ],
  [
    { url: 'redis://a', sentinels: ['redis://a'], name: 'a' },
    ['store.redis: expected one of url, cluster and sentinels; leave out the others'],
  ],
  [{ cluster: [] }, ['store.redis.cluster: expected at least one URL, found an empty list']],
  [{ sentinels: [], name: 'a' }, ['store.redis.sentinels: expected at least one URL, found an empty list']],
  [{ sentinels: ['redis://a'] }, ['store.redis.name: expected the name of the group that the sentinels watch, found nothing']],
  [
    { sentinels: ['redis://a'], name: 'a b' },
    ['store.redis.name: expected the name of the group that the sentinels watch, found "a b"'],
  ],
  [{ name: 'a' }, ['store.redis.name: goes with sentinels only']],
  [{ cluster: ['redis://a'], database: 0 }, ['store.redis.database: a cluster has one database only; leave it out']],
  [{ cluster: ['redis://a/1'] }, ['store.redis.cluster[0]: expected a URL without a database; write it once, as database']],
  [{ cluster: ['redis://u@a'] }, ['store.redis.cluster[0]: expected a URL without a user name; write it once, as username']],
  [{ url: 'redis://a/0', database: 0 }, ['store.redis.database: stands in url, too; leave it out of one of them']],
  [
    { url: 'redis://u@a', username: 'u', passwordFile: 'p' },
    ['store.redis.username: stands in url, too; leave it out of one of them'],
  ],
  [
    { sentinelUsername: 'u', sentinelPasswordFile: 'p' },
    ['store.redis.sentinelUsername: goes with sentinels only', 'store.redis.sentinelPasswordFile: goes with sentinels only'],
  ],
  [
    { sentinels: ['redis://a'], name: 'a', sentinelUsername: 'u' },
    ["store.redis.sentinelPasswordFile: expected the path of a file with that user's password, found nothing"],
  ],
  [
    { cluster: ['unix:///run/redis.sock'] },
    ['store.redis.cluster[0]: expected a URL that begins with redis://, or with rediss:// for TLS'],
  ],
  [
    { url: 'unix:///run/redis.sock?db=1', database: 1, caFile: 'ca.pem' },
    ['store.redis.database: stands in url, too; leave it out of one of them', 'store.redis.caFile: goes with rediss:// only'],
  ],
  [{ cluster: ['redis://a', 'rediss://b'] }, ['store.redis.cluster: expected rediss:// in every URL, or in none']],
  [{ sentinels: 'redis://a,rediss://b', name: 'a' }, ['store.redis.sentinels: expected rediss:// in every URL, or in none']],
  [
    { caFile: 'ca.pem', serverName: 'a' },
    ['store.redis.caFile: goes with rediss:// only', 'store.redis.serverName: goes with rediss:// only'],
  ],
  [{ cluster: ['redis://a'], caFile: 'ca.pem' }, ['store.redis.caFile: goes with rediss:// only']],
  [
    { url: 'rediss://', caFile: 'ca.pem' },
    ['store.redis.url: expected rediss://HOST or rediss://HOST:PORT, in url perhaps with /DATABASE'],
  ],
  [{ username: 'a b', passwordFile: 'p' }, ['store.redis.username: expected a user name without blanks, found "a b"']],
  [{ database: -1 }, ['store.redis.database: expected the number of a database, zero or above, found -1']],
  [{ timeout: '0s' }, ['store.redis.timeout: expected a duration of at least 1ms, found "0s"']],
  [{ timeout: '10001ms' }, ['store.redis.timeout: expected a duration of at most 10s, found "10001ms"']],
  [{ onFailure: 'allow' }, ['store.redis.onFailure: expected local or deny, found "allow"']],
  [{ passwordfile: 'p' }, ['store.redis.passwordfile: unknown key; did you mean "passwordFile"?']],
])('%j has a fault', (redis, faults) => {
  expect(faultsIn(redis)).toEqual(faults);
});

test.each(['', 'a b', 'a{b', 'a}b', 'ä', 'a\n', 'x'.repeat(65)])('%j is no prefix', (prefix) => {
  expect(faultsIn({ prefix })).toEqual([
    `store.redis.prefix: expected from 1 to 64 printable ASCII characters, without blanks, "{" and "}", found ${JSON.stringify(prefix)}`,
  ]);
});

test('every fault of the store is told at once', () => {
  expect(faultsOf({ store: { redis: { cluster: ['redis://a:0', 'b'], timeout: 5, prefix: null }, memory: {} } })).toEqual([
    'store.redis.cluster[0]: expected redis://HOST or redis://HOST:PORT, in url perhaps with /DATABASE',
    'store.redis.cluster[1]: expected a URL that begins with redis://, or with rediss:// for TLS',
    'store.redis.prefix: expected from 1 to 64 printable ASCII characters, without blanks, "{" and "}", found nothing',
    'store.redis.timeout: expected a duration such as 500ms, 30s, 10m, 2h or 7d, found 5',
    'store.memory: unknown key',
  ]);
});
