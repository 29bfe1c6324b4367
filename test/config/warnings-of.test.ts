import { expect, test } from 'vitest';
import { warningsOf } from '../../src/config/warnings-of.ts';
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
  ['plain text for everyone', { listen: [{ host: '::', plaintext: true }] }, /^listen :: port 8443: without tls/],
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
  ['plain text for a name', { listen: [{ host: 'gate.example', plaintext: true }] }, /^listen gate\.example port 8443:/],
])('%s is warned of', (_, configuration, warning) => {
  expect(warningsIn(configuration)).toEqual([expect.stringMatching(warning)]);
});

test.each([
  ['plain text on loopback', { listen: ['127.0.0.1', '::1', 'localhost'].map((host) => ({ host, plaintext: true })) }],
  ['tls for everyone', { listen: [{ host: '0.0.0.0', tls: 'panel' }] }],
  ['an ordinary panel', {}],
  ['Redis on this host', redis(login)],
  ['Redis by its IPv6 address on this host', redis({ url: 'redis://[::1]', ...login })],
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
