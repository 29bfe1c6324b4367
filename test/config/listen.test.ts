import { expect, test } from 'vitest';
import { faultsOf, readConfiguration } from './read-configuration.ts';

test('an address to listen on says either tls or plaintext', () => {
  expect(faultsOf({ listen: [{}, { port: 1, plaintext: false }, { port: 2, tls: 'panel', plaintext: true }] })).toEqual([
    'listen[0]: expected tls (panel, or { cert: FILE, key: FILE }) or plaintext: true',
    'listen[1]: expected tls (panel, or { cert: FILE, key: FILE }) or plaintext: true',
    'listen[2]: has both tls and plaintext; leave out one of them',
  ]);
});

test('tls: panel means the certificate of the panel, wherever its files are', () => {
  const settings = readConfiguration({ listen: [{ tls: 'panel' }], panels: [{ state: { files: '/opt/panel/' } }] });

  expect(settings.listen[0]?.tls).toEqual({
    kind: 'files',
    certFile: '/opt/panel/ssl/certificate.crt',
    keyFile: '/opt/panel/ssl/certificate.key',
    minVersion: 'TLSv1.2',
    mayBeMissing: true,
  });
  expect(settings.panels[0]?.upstream.tls).toEqual({ verify: 'panel', certFile: '/opt/panel/ssl/certificate.crt' });
});

test.each([
  ['yes', 'listen[0].tls: expected panel or { cert: FILE, key: FILE }, found "yes"'],
  [null, 'listen[0].tls: expected panel or { cert: FILE, key: FILE }, found nothing'],
  [{ cert: 'c' }, 'listen[0].tls.key: expected the path of a file, found nothing'],
  [{ cert: 'c', key: '' }, 'listen[0].tls.key: expected the path of a file, found ""'],
  [{ cert: 'c', key: 'k', minVersion: 'TLSv1.1' }, 'listen[0].tls.minVersion: expected TLSv1.2 or TLSv1.3, found "TLSv1.1"'],
  [{ cert: 'c', key: 'k', minversion: 'TLSv1.3' }, 'listen[0].tls.minversion: unknown key; did you mean "minVersion"?'],
])('tls: %j is a fault', (tls, fault) => {
  expect(faultsOf({ listen: [{ tls }] })).toEqual([fault]);
});

test.each(['127.0.0.1:80', '[::1', 'a b', '', 'fe80::1%eth0', '10.0.0', 5])('%j is no host', (host) => {
  expect(faultsOf({ listen: [{ host, plaintext: true }] })).toEqual([
    `listen[0].host: expected an IP address or a host name, found ${JSON.stringify(host)}`,
  ]);
});

test.each(['0.0.0.0', '::', '[::1]', 'localhost', '192.0.2.1'])('%s is one', (host) => {
  expect(readConfiguration({ listen: [{ host, plaintext: true }] }).listen[0]?.host).toBe(host.replace(/[[\]]/g, ''));
});

test.each([-1, 65_536, 1.5, 'https'])('%j is no port', (port) => {
  expect(faultsOf({ listen: [{ port, plaintext: true }] })).toHaveLength(1);
});

test('the same address twice is a fault; port 0 is another one each time', () => {
  expect(twice(8443)).toEqual(['listen[1]: has the host and port of listen[0]']);
  expect(twice(0)).toEqual([]);
});

test('a gateway listens somewhere', () => {
  expect(faultsOf({ listen: [] })).toEqual(['listen: expected at least one address to listen on, found an empty list']);
});

function twice(port: number): string[] {
  return faultsOf({
    listen: [
      { port, plaintext: true },
      { port, tls: 'panel' },
    ],
  });
}
