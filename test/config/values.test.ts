import { describe, expect, test } from 'vitest';
import { faultsOf, readConfiguration } from './read-configuration.ts';

describe('durations', () => {
  test.each([
    ['1ms', 1],
    ['500ms', 500],
    ['30s', 30_000],
    ['10m', 600_000],
    ['2h', 7_200_000],
    ['7d', 604_800_000],
    ['2147483647ms', 2 ** 31 - 1],
  ])('%s are %i milliseconds', (timeout, ms) => {
    expect(readConfiguration({ body: { timeout } }).body.timeoutMs).toBe(ms);
  });

  test.each(['30', 30, '30 s', '30S', '1.5s', '-1s', '01s', '1w', '', 's', '1s1s', null, ['1s']])('%j is none', (timeout) => {
    expect(faultsOf({ body: { timeout } })).toEqual([
      expect.stringMatching(/^body\.timeout: expected a duration such as 500ms, 30s, 10m, 2h or 7d, found /),
    ]);
  });

  test.each([
    { body: { timeout: '2147483648ms' } },
    { body: { refusedTimeout: '25d' } },
    { stop: { grace: '600h' } },
    { limits: { key: { calls: 1, per: '30d' } } },
    { limits: { commands: { 'v-add-user': { calls: 1, per: '2147484s' } } } },
    { panels: [{ timeout: '999999999999d' }] },
    { panels: [{ concurrency: { wait: '25d' } }] },
    { panels: [{ state: { maxAge: '25d' } }] },
  ])('%j is longer than timers hold', (configuration) => {
    expect(faultsOf(configuration)).toEqual([
      expect.stringMatching(/: expected a duration below 2\^31 ms .*, found "[0-9]+(ms|s|h|d)"$/),
    ]);
  });

  test('a limit counts over a second at least', () => {
    expect(faultsOf({ limits: { address: { per: '999ms' } } })).toEqual([
      'limits.address.per: expected a duration of at least 1s, found "999ms"',
    ]);
    expect(faultsOf({ limits: { address: { per: '1s' } } })).toEqual([]);
  });

  test('a time to wait for something is not nothing, but a grace and a place in the queue may be', () => {
    expect(faultsOf({ body: { timeout: '0s' } })).toEqual(['body.timeout: expected a duration of at least 1ms, found "0s"']);
    expect(faultsOf({ stop: { grace: '0s' }, panels: [{ concurrency: { wait: '0ms', queue: 0 } }] })).toEqual([]);
  });
});

describe('sizes', () => {
  test.each([
    [4096, 4096],
    ['4096', 4096],
    ['64KiB', 65_536],
    ['1MiB', 1_048_576],
    ['256MiB', 268_435_456],
  ])('%j are %i bytes', (maxBytes, bytes) => {
    expect(readConfiguration({ body: { maxBytes, totalBytes: '1GiB' } }).body.maxBytes).toBe(bytes);
  });

  test.each([0, '0', -1, 1.5, '1MB', '1 MiB', '1mib', 'MiB', true, null, [1]])('%j is none', (maxBytes) => {
    expect(faultsOf({ answer: { maxBytes } })).toEqual([
      expect.stringMatching(/^answer\.maxBytes: expected a size above zero .*, found /),
    ]);
  });

  test('are bounded where they are held as one text', () => {
    expect(faultsOf({ answer: { maxBytes: '1GiB' } })).toEqual(['answer.maxBytes: expected at most 256MiB, found "1GiB"']);
  });

  test('leave room for one body in all bodies together', () => {
    expect(faultsOf({ body: { maxBytes: '2MiB', totalBytes: '1MiB' } })).toEqual([
      'body.totalBytes: expected room for at least one body of maxBytes',
    ]);
  });

  test('leave room for one answer in all answers together', () => {
    expect(faultsOf({ answer: { maxBytes: '129MiB' } })).toEqual([
      'answer.totalBytes: expected room for at least one answer of maxBytes',
    ]);
  });

  test.each([
    ['body', '512KiB', 'expected room for at least one body of maxBytes'],
    ['answer', '15MiB', 'expected room for at least one answer of maxBytes'],
    ['body', '65MiB', 'expected at most totalBytes'],
    ['answer', '1GiB', 'expected at most totalBytes'],
  ])('of one client for %s are no share when they are %s', (section, totalBytesPerClient, text) => {
    expect(faultsOf({ [section]: { totalBytesPerClient } })).toEqual([`${section}.totalBytesPerClient: ${text}`]);
  });
});

describe('whole numbers', () => {
  test.each([0, -1, 1.5, '1e3', '01', '', '60/min', true, 2 ** 53])('%j calls are none', (calls) => {
    expect(faultsOf({ limits: { key: { calls } } })).toEqual([
      `limits.key.calls: expected a whole number above zero, found ${JSON.stringify(calls)}`,
    ]);
  });

  test.each([0, 129])('an IPv6 prefix has no %i bits', (ipv6Prefix) => {
    expect(faultsOf({ clients: { allow: [], ipv6Prefix } })).toHaveLength(1);
  });

  test.each([1, 128])('an IPv6 prefix may have %i bits', (ipv6Prefix) => {
    expect(faultsOf({ clients: { allow: [], ipv6Prefix } })).toEqual([]);
  });
});

test('words are taken as they are written', () => {
  expect(
    faultsOf({
      auth: { accessKeys: 'Allow', password: true },
      log: { level: 'trace' },
      clients: { allow: [], header: 'forwarded' },
    }),
  ).toEqual([
    'clients.header: expected x-forwarded-for, x-real-ip or cf-connecting-ip, found "forwarded"',
    'auth.accessKeys: expected allow or deny, found "Allow"',
    'auth.password: expected allow, deny or { from: ADDRESSES, until: DAY }, found true',
    'log.level: expected debug, info, warn or error, found "trace"',
  ]);
});

test('names of commands are of their form', () => {
  expect(faultsOf({ auth: { unscopedCommands: ['v-list-sys-info', 'v list', 'x'.repeat(65)] } })).toHaveLength(2);
});
