import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import type { PanelSettings } from '../../src/domain/policy/settings.ts';
import { faultsOf, readConfiguration } from './read-configuration.ts';

const pin = createHash('sha256').update('a public key').digest('base64');
const nextPin = createHash('sha256').update('the next one').digest('base64');

function panelOf(panel: object): PanelSettings {
  const [settings] = readConfiguration({ panels: [panel] }).panels;
  if (settings === undefined) throw new Error('a configuration without a panel was read');
  return settings;
}

const faultsOfPanel = (panel: object): string[] => faultsOf({ panels: [panel] });

test('there is a panel', () => {
  expect(faultsOf({ panels: [] })).toEqual(['panels: expected at least one panel, found an empty list']);
});

describe('url', () => {
  test.each([
    ['https://127.0.0.1:8083', 'https://127.0.0.1:8083'],
    ['https://Panel.Example.com/', 'https://panel.example.com'],
    ['https://panel.example.com:443', 'https://panel.example.com'],
    ['https://[2001:db8::1]:8083', 'https://[2001:db8::1]:8083'],
    ['http://127.0.0.1:8083', 'http://127.0.0.1:8083'],
    ['http://127.8.8.8', 'http://127.8.8.8'],
    ['http://[::1]:80', 'http://[::1]'],
    ['http://localhost:8083/', 'http://localhost:8083'],
    ['http://localhost.:8083/', 'http://localhost:8083'],
    ['https://panel.example.com.:8083', 'https://panel.example.com:8083'],
    ['https://Bücher.example', 'https://xn--bcher-kva.example'],
    ['https://[::ffff:192.0.2.1]:8083', 'https://192.0.2.1:8083'],
  ])('%s leads to %s', (url, origin) => {
    expect(panelOf({ url }).upstream.origin).toBe(origin);
  });

  test.each([
    'panel.example.com',
    'ftp://127.0.0.1',
    'https:/127.0.0.1',
    'https://',
    'https://127.0.0.1:8083/api/',
    'https://127.0.0.1:8083/?a',
    'https://127.0.0.1#a',
    'https://127.0.0.1:0',
    'https://127.0.0.1:65536',
    'https://a b',
    'https://127.0.0.1\\@example.com',
    'http://192.0.2.1:8083',
    'http://localhost.example.com',
    'http://panel.example.com',
    'http://[2001:db8::1]',
    'http://128.0.0.1',
    5,
  ])('%s is a fault', (url) => {
    expect(faultsOfPanel({ url })).toEqual([expect.stringMatching(/^panels\[0\]\.url: expected /)]);
  });

  test('with a password is a fault that does not repeat it', () => {
    expect(faultsOfPanel({ url: 'https://admin:horse@127.0.0.1:8083' })).toEqual([
      'panels[0].url: expected a URL without a user name and a password',
    ]);
  });
});

describe('tls', () => {
  test.each([
    [{ verify: 'panel' }, { verify: 'panel', certFile: '/usr/local/hestia/ssl/certificate.crt' }],
    [{ verify: 'system' }, { verify: 'system', serverName: undefined }],
    [
      { verify: 'system', serverName: 'Panel.example.com' },
      { verify: 'system', serverName: 'panel.example.com' },
    ],
    [
      { ca: 'ca.pem', serverName: 'panel.example.com' },
      { verify: 'ca', caFile: '/etc/hearthgate/ca.pem', serverName: 'panel.example.com' },
    ],
    [{ pin: [`sha256/${pin}`, `sha256/${nextPin}`] }, { verify: 'pin', pins: [pin, nextPin] }],
    [{ verify: 'none' }, { verify: 'none' }],
  ])('%j is understood', (tls, upstreamTls) => {
    expect(panelOf({ tls }).upstream.tls).toEqual(upstreamTls);
  });

  test.each([
    [{}, 'panels[0].tls: expected one of verify, ca and pin'],
    [{ verify: 'panel', ca: 'ca.pem' }, 'panels[0].tls: expected one of verify, ca and pin'],
    [{ verify: 'on' }, 'panels[0].tls.verify: expected panel, system or none, found "on"'],
    [{ pin: [] }, 'panels[0].tls.pin: expected at least one pin'],
    [{ pin: [pin] }, `panels[0].tls.pin[0]: expected sha256/ and the base64 of 32 bytes, found "${pin}"`],
    [{ pin: ['sha256/AAAA'] }, 'panels[0].tls.pin[0]: expected sha256/ and the base64 of 32 bytes, found "sha256/AAAA"'],
    [{ verify: 'panel', serverName: 'a' }, 'panels[0].tls.serverName: goes with verify: system or with ca only'],
    [{ verify: 'system', serverName: '127.0.0.1' }, 'panels[0].tls.serverName: expected a host name, found "127.0.0.1"'],
  ])('%j is a fault', (tls, fault) => {
    expect(faultsOfPanel({ tls })).toEqual([fault]);
  });

  test('a pin whose last digit says more than 32 bytes is a fault', () => {
    expect(faultsOfPanel({ tls: { pin: [`sha256/${'A'.repeat(42)}B=`] } })).toHaveLength(1);
  });

  test('has no meaning over plain http', () => {
    expect(faultsOfPanel({ url: 'http://127.0.0.1', tls: { verify: 'panel' } })).toEqual([
      'panels[0].tls: has no meaning with an http:// URL; leave it out, or write https://',
    ]);
    expect(panelOf({ url: 'http://127.0.0.1' }).upstream.tls).toEqual({ verify: 'system', serverName: undefined });
  });
});

describe('hosts', () => {
  test('are names and addresses as a Host header has them', () => {
    const { hosts, isDefault } = panelOf({
      hosts: ['Panel.Example.COM', '192.0.2.1', '2001:DB8:0::1', '[::1]', 'xn--bcher-kva.example'],
    });

    expect(hosts).toEqual(['panel.example.com', '192.0.2.1', '[2001:db8::1]', '[::1]', 'xn--bcher-kva.example']);
    expect(isDefault).toBe(false);
  });

  test('may be left out, or the panel be the default, and then it answers to every name', () => {
    expect(panelOf({}).isDefault).toBe(true);
    expect(panelOf({ hosts: ['panel.example.com'], default: true }).isDefault).toBe(true);
  });

  test.each([
    'panel.example.com:8443',
    '192.0.2.1:80',
    '[::1]:80',
    'https://a',
    '*.example.com',
    'a..b',
    'bü cher.example',
    'bü*.example',
    '1.2.3',
    'a..',
    '.',
  ])('do not take %s', (host) => {
    expect(faultsOfPanel({ hosts: [host] })).toEqual([
      `panels[0].hosts[0]: expected a host name or an address, without a port, found "${host}"`,
    ]);
  });
});

test('concurrency, timeout and age are as they are given', () => {
  const panel = panelOf({
    concurrency: { calls: 2, queue: 0, wait: '1s' },
    timeout: '20s',
    state: { maxAge: '1m' },
    name: 'a.b_c-1',
  });

  expect(panel.name).toBe('a.b_c-1');
  expect(panel.upstream).toMatchObject({ concurrency: { calls: 2, queue: 0, waitMs: 1000 }, timeoutMs: 20_000 });
  expect(panel.state.maxAgeMs).toBe(60_000);
});

test.each([
  [{ concurrency: { calls: 0 } }, 'panels[0].concurrency.calls: expected a whole number above zero, found 0'],
  [{ concurrency: { queue: -1 } }, 'panels[0].concurrency.queue: expected a whole number, zero or above, found -1'],
  [{ timeout: '0s' }, 'panels[0].timeout: expected a duration of at least 1ms, found "0s"'],
  [{ name: 'a b' }, 'panels[0].name: expected a name of letters, digits, ".", "_" and "-", at most 64, found "a b"'],
  [{ default: 'no' }, 'panels[0].default: expected true or false, found "no"'],
])('%j is a fault', (panel, fault) => {
  expect(faultsOfPanel(panel)).toEqual([fault]);
});
