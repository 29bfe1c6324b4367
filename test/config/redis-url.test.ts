import { describe, expect, test } from 'vitest';
import { faultsOf } from './read-configuration.ts';

const faultsIn = (redis: object, env: Readonly<Record<string, string>> = {}): string[] => faultsOf({ store: { redis } }, env);

describe('a URL of Redis', () => {
  const scheme = 'expected a URL that begins with redis://, or with rediss:// for TLS, or with unix:// for a socket';
  const socket = 'expected unix:///PATH, perhaps with ?db=DATABASE behind it, and USER@ before the path';
  const form = 'expected redis://HOST or redis://HOST:PORT, in url perhaps with /DATABASE';

  test.each([
    ['127.0.0.1:6379', scheme],
    ['http://127.0.0.1', scheme],
    ['Redis://127.0.0.1', scheme],
    ['redis:127.0.0.1', scheme],
    ['', scheme],
    ['redis://', form],
    ['redis://:6379', form],
    ['redis://host:0', form],
    ['redis://host:65536', form],
    ['redis://host:06379', form],
    ['redis://host/x', form],
    ['redis://host/01', form],
    ['redis://host/1/2', form],
    ['redis://host?db=1', form],
    ['redis://host#1', form],
    ['redis://::1', form],
    ['redis://[127.0.0.1]', form],
    ['redis://127.1', form],
    ['redis://ho st', form],
    ['redis://host\n', form],
    ['unix:/run/redis.sock', socket],
    ['unix://run/redis.sock', socket],
    ['unix://', socket],
    ['unix:///run/redis.sock?db=01', socket],
    ['unix:///run/redis.sock?password=horse', socket],
    ['unix:///run/redis.sock#1', socket],
    ['unix:///run/%ff', socket],
    ['unix://@/run/redis.sock', 'expected a user name without blanks, percent-encoded'],
    [`unix:///${'x'.repeat(107)}`, 'expected the path of a socket of at most 107 bytes'],
    ['redis://@host', 'expected a user name without blanks, percent-encoded'],
    ['redis://a b@host', 'expected a user name without blanks, percent-encoded'],
    ['redis://%ff@host', 'expected a user name without blanks, percent-encoded'],
  ])('is not %j', (url, text) => {
    expect(faultsIn({ url, passwordFile: 'p' })).toEqual([`store.redis.url: ${text}`]);
  });

  test.each([5, ['redis://a'], null])('is not %j, which is no text', (url) => {
    expect(faultsIn({ url })).toEqual([
      expect.stringMatching(/^store\.redis\.url: expected a URL such as redis:\/\/127\.0\.0\.1:6379, without a password/),
    ]);
  });
});

describe('a password', () => {
  const text = 'expected a URL without a password; write it into a file and name that in passwordFile';

  test.each(['unix://:horse@/run/redis.sock', 'unix://gate:ho/rse@/run/redis.sock'])('is not taken from %s', (url) => {
    expect(faultsIn({ url })).toEqual([`store.redis.url: ${text}`]);
  });

  test.each(['redis://:horse@host', 'rediss://gate:horse@host:1/2', 'redis://:ho/r#se?@x@host', 'redis://gate:@host'])(
    'is not taken from %s, nor shown',
    (url) => {
      expect(faultsIn({ url })).toEqual([`store.redis.url: ${text}`]);
      expect(faultsIn({ cluster: ['redis://a', url] })).toEqual([`store.redis.cluster[1]: ${text}`]);
      expect(faultsIn({ sentinels: url, name: 'a' })).toEqual([`store.redis.sentinels: ${text}`]);
    },
  );

  test('is not shown from the environment either', () => {
    expect(faultsIn({ url: '${REDIS}', cluster: '${REDIS}' }, { REDIS: 'redis://:horse@host' })).toEqual([
      'store.redis.url: expected a URL such as redis://127.0.0.1:6379, without a password (that belongs in passwordFile), found the value of ${REDIS}',
      'store.redis.cluster: expected a list of URLs such as redis://192.0.2.1:6379, without a password (that belongs in passwordFile), found the value of ${REDIS}',
      'store.redis: expected one of url, cluster and sentinels; leave out the others',
    ]);
  });

  test('is not shown where the URL stands in the wrong place', () => {
    expect(faultsOf({ store: 'redis://:horse@host' })).toEqual(['store: expected a mapping, found a URL with a user name']);
    expect(faultsOf({ store: { redis: 'redis://:horse@host' } })).toEqual([
      'store.redis: expected a mapping, found a URL with a user name',
    ]);
    expect(faultsIn({ password: 'horse' })).toEqual(['store.redis.password: unknown key']);
  });

  test('belongs to a user', () => {
    const missing = "store.redis.passwordFile: expected the path of a file with the user's password, found nothing";

    expect(faultsIn({ username: 'gate' })).toEqual([missing]);
    expect(faultsIn({ url: 'redis://gate@host' })).toEqual([missing]);
    expect(faultsIn({ url: 'unix://gate@/run/redis.sock' })).toEqual([missing]);
  });
});
