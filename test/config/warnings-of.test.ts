import { expect, test } from 'vitest';
import { warningsOfReach } from '../../src/config/resolve/warnings-of-reach.ts';
import { warningsOf } from '../../src/config/resolve/warnings-of.ts';
import { readConfiguration } from './read-configuration.ts';

const panel = (settings: object) => ({ panels: [settings] });

const redis = (settings: object) => ({ store: { redis: settings } });

const login = { passwordFile: 'password' };

const warningsIn = (configuration: object): string[] =>
  warningsOf(readConfiguration({ listen: [{ plaintext: true }], ...configuration }));

test.each([
  ['verify: none', panel({ tls: { verify: 'none' } }), /^panel main: verify: none takes whoever answers/],
  ['allow-all', { clients: { allow: ['allow-all'] } }, /^panel main: allow-all lets every address/],
  ['API keys', { auth: { apiKeys: 'allow' } }, /^panel main: apiKeys: allow takes credentials that the panel has deprecated/],
  ['passwords', panel({ auth: { password: 'allow' } }), /^panel main: password: allow/],
  ['a key as good as root', panel({ state: { api: { accessKeyFile: 'k' } } }), /^panel main: the key in .* is as good as root/],
  ['plain text for everyone', { listen: [{ host: '::', plaintext: true }] }, /^listen :: port 8483: without tls/],
  ['plain text for a network', { listen: [{ host: '192.0.2.1', port: 80, plaintext: true }] }, /^listen 192\.0\.2\.1 port 80:/],
  ['Redis without TLS', redis({ url: 'redis://192.0.2.1', ...login }), /^store\.redis: without rediss:\/\/, beyond loopback, /],
  ['Redis by a name', redis({ url: 'redis://redis.example', ...login }), /^store\.redis: without rediss:/],
  [
    'a cluster without',
    redis({ cluster: ['redis://127.0.0.1', 'redis://192.0.2.1'], ...login }),
    /^store\.redis: without rediss:/,
  ],
  ['sentinels without', redis({ sentinels: 'redis://192.0.2.1', name: 'a', ...login }), /^store\.redis: without rediss:/],
  ['Redis without a password', redis({}), /^store\.redis: without passwordFile, whoever reaches it can lift bans/],
  ['plain text for a name', { listen: [{ host: 'gate.example', plaintext: true }] }, /^listen gate\.example port 8483:/],
])('%s is warned of', (_, configuration, warning) => {
  expect(warningsIn(configuration)).toEqual([expect.stringMatching(warning)]);
});

test.each([
  ['plain text on loopback', { listen: ['127.0.0.1', '::1', 'localhost'].map((host) => ({ host, plaintext: true })) }],
  ['tls for everyone', { listen: [{ host: '0.0.0.0', tls: 'panel' }] }],
  ['an ordinary panel', {}],
  ['Redis on this host', redis(login)],
  ['Redis by its IPv6 address on this host', redis({ url: 'redis://[::1]', ...login })],
  ['Redis by its socket', redis({ url: 'unix:///run/redis/redis.sock' })],
  ['Redis by TLS', redis({ url: 'rediss://redis.example', ...login })],
  ['state from a file', panel({ state: { static: 'a' } })],
])('%s is not', (_, configuration) => {
  expect(warningsIn(configuration)).toEqual([]);
});

test('API keys that can never be known are said to be of no use', () => {
  expect(warningsIn({ auth: { apiKeys: 'allow' }, ...panel({ state: { api: { accessKeyFile: 'k' } } }) })).toEqual([
    expect.stringMatching(/as good as root/),
    expect.stringMatching(/^panel main: apiKeys: allow takes none of them/),
  ]);
});

test('two panels that are one are told apart from two that share by mistake', () => {
  const a = { name: 'a', hosts: ['a'], url: 'https://192.0.2.1', state: { files: '/a' } };

  expect(warningsIn({ panels: [a, { ...a, name: 'b', hosts: ['b'] }] })).toEqual([
    expect.stringMatching(/^panels a and b have the same url: /),
  ]);
  expect(warningsIn({ panels: [a, { ...a, name: 'b', hosts: ['b'], url: 'https://192.0.2.2' }] })).toEqual([
    'panels a and b have the same state (/a) but not the same url',
  ]);
});

test.each([
  [['0.0.0.0/0'], 'IPv4'],
  [['0.0.0.0/1', '128.0.0.0/1', '::/0'], 'IPv4 and IPv6'],
  [['2000::/3'], 'IPv6'],
])('a list that lets everyone in is warned of as allow-all is, however it is spelled: %j', (allow, families) => {
  expect(warningsIn({ clients: { allow } })).toEqual([
    `panel main: clients.allow holds most ${families} addresses: like allow-all, it lets every such address try its keys`,
  ]);
});

test.each([
  [{ allow: [] }, /clients\.allow is empty: nobody may call/],
  [{ deny: ['0.0.0.0/0'] }, /clients\.deny holds most IPv4 addresses, and wins over clients\.allow/],
  [{ neverBan: ['::/0'] }, /clients\.neverBan holds most IPv6 addresses: none of them is ever banned/],
  [{ trustedProxies: ['8.0.0.0/6'] }, /clients\.trustedProxies holds very many addresses/],
])('what a list comes to is warned of: %j', (clients, warning) => {
  const lists = { allow: ['192.0.2.1'], ...clients };

  expect(warningsIn({ clients: lists })).toEqual([expect.stringMatching(warning)]);
});

const reach = (host: string, clients: object): string[] =>
  warningsOfReach(readConfiguration({ listen: [{ host, plaintext: true }], clients }));

test.each([
  ['127.0.0.1', { allow: ['192.0.2.1', '2001:db8::/48'] }],
  ['localhost', { allow: ['192.0.2.1'] }],
  ['::1', { allow: ['192.0.2.1'], trustedProxies: ['192.0.2.9'] }],
  ['0.0.0.0', { allow: ['2001:db8::/48'] }],
  ['192.0.2.5', { allow: ['2001:db8::/48'] }],
])('a listener on %s that no allowed client can reach is warned of: %j', (host, clients) => {
  expect(reach(host, clients)).toEqual([
    `panel main: no address in clients.allow can reach a listener (${host}); listen on the address that clients connect to, or on ::`,
  ]);
});

test.each([
  ['127.0.0.1', { allow: ['127.0.0.1'] }],
  ['127.0.0.1', { allow: ['192.0.2.1'], trustedProxies: ['127.0.0.1'] }],
  ['127.0.0.1', { allow: ['inherit'] }],
  ['127.0.0.1', { allow: ['allow-all'] }],
  ['127.0.0.1', { allow: ['0.0.0.0/0'] }],
  ['::', { allow: ['192.0.2.1'] }],
  ['0.0.0.0', { allow: ['192.0.2.1'] }],
  ['gate.example.com', { allow: ['192.0.2.1'] }],
])('one on %s that one of them can reach is not: %j', (host, clients) => {
  expect(reach(host, clients)).toEqual([]);
});
