import { describe, expect, test } from 'vitest';
import type { ListenAt, ListenTls, Settings } from '../../src/domain/policy/settings.ts';
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

  expect(tlsOf(settings)).toEqual({
    kind: 'files',
    minVersion: 'TLSv1.2',
    certificates: [
      { certFile: '/opt/panel/ssl/certificate.crt', keyFile: '/opt/panel/ssl/certificate.key', hosts: [], mayBeMissing: true },
    ],
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
  expect(placeOf(readConfiguration({ listen: [{ host, plaintext: true }] })).host).toBe(host.replace(/[[\]]/g, ''));
});

describe('tls: panel with several panels', () => {
  const remote = { name: 'c', hosts: ['c.example.com'], state: { static: 'c.json' } };

  test('has the certificate of each whose files are at hand, for its hosts, that of the default first', () => {
    const { listen } = readConfiguration({
      listen: [{ tls: 'panel' }],
      panels: [files('a'), remote, files('b', { default: true })],
    });

    expect(tlsOf({ listen })).toMatchObject({
      certificates: [
        { certFile: '/b/ssl/certificate.crt', keyFile: '/b/ssl/certificate.key', hosts: ['b.example.com'], mayBeMissing: true },
        { certFile: '/a/ssl/certificate.crt', keyFile: '/a/ssl/certificate.key', hosts: ['a.example.com'], mayBeMissing: true },
      ],
    });
  });

  test('has the first of them first where the default panel has no files', () => {
    const { listen } = readConfiguration({
      listen: [{ tls: 'panel' }],
      panels: [{ ...remote, default: true }, files('a'), files('b')],
    });

    expect(tlsOf({ listen })).toMatchObject({ certificates: [{ hosts: ['a.example.com'] }, { hosts: ['b.example.com'] }] });
  });

  test('is a fault where there is none, also as the default of listen', () => {
    const fault =
      'listen[0].tls: panel is the certificate of a panel with state.files, and there is none; write { cert: FILE, key: FILE }';

    expect(faultsOf({ listen: [{ tls: 'panel' }], panels: [remote] })).toEqual([fault]);
    expect(faultsOf({ panels: [remote] })).toEqual([fault]);
  });
});

describe('certificates by name', () => {
  const one = { cert: 'a.crt', key: 'a.key' };

  test('are resolved in their order', () => {
    const { listen } = readConfiguration({
      listen: [
        { tls: { certificates: [one, { cert: '/b.crt', key: '/b.key', hosts: ['B.Example.com'] }], minVersion: 'TLSv1.3' } },
      ],
    });

    expect(tlsOf({ listen })).toEqual({
      kind: 'files',
      minVersion: 'TLSv1.3',
      certificates: [
        { certFile: '/etc/hearthgate/a.crt', keyFile: '/etc/hearthgate/a.key', hosts: [], mayBeMissing: false },
        { certFile: '/b.crt', keyFile: '/b.key', hosts: ['b.example.com'], mayBeMissing: false },
      ],
    });
  });

  test.each([
    [{ certificates: [] }, ['listen[0].tls.certificates: expected at least one certificate, found an empty list']],
    [{ certificates: [one], cert: 'c' }, ['listen[0].tls: has both certificates and cert or key; leave out one of them']],
    [
      {
        certificates: [
          { cert: 'c', hosts: ['192.0.2.1'] },
          { ...one, host: [] },
        ],
      },
      [
        'listen[0].tls.certificates[0].key: expected the path of a file, found nothing',
        'listen[0].tls.certificates[0].hosts[0]: expected a host name, found "192.0.2.1"',
        'listen[0].tls.certificates[1].host: unknown key; did you mean "hosts"?',
        'listen[0].tls.certificates[1].hosts: expected the names that it is shown for; only the first, which every other name gets, may have none',
      ],
    ],
    [
      {
        certificates: [
          { ...one, hosts: ['a.example'] },
          { ...one, hosts: ['b.example', 'A.example'] },
        ],
      },
      ['listen[0].tls.certificates[1].hosts: "a.example" is a name of certificates[0], too; leave it out of one of them'],
    ],
    [{ certificates: 'a.crt' }, ['listen[0].tls.certificates: expected a list, found "a.crt"']],
  ])('%j is a fault', (tls, faults) => {
    expect(faultsOf({ listen: [{ tls }] })).toEqual(faults);
  });
});

describe('the PROXY protocol', () => {
  const listen = [{ plaintext: true, proxyProtocol: true }];
  const fault = 'listen[0].proxyProtocol: is taken from clients.trustedProxies only, which is empty; name the proxies there';

  test('is off unless it is asked for', () => {
    expect(placeOf(readConfiguration({ listen: [{ plaintext: true }] })).proxyProtocol).toBe(false);
  });

  test.each([
    ['of the top level', { clients: { allow: [], trustedProxies: ['192.0.2.9'] } }],
    ['of a panel', { panels: [{ clients: { trustedProxies: ['192.0.2.9'] } }] }],
  ])('is taken with trusted proxies %s', (_, configuration) => {
    expect(placeOf(readConfiguration({ listen, ...configuration })).proxyProtocol).toBe(true);
  });

  test('is a fault where nobody is trusted', () => {
    expect(faultsOf({ listen })).toEqual([fault]);
    expect(
      faultsOf({
        listen,
        clients: { allow: [], trustedProxies: ['192.0.2.9'] },
        panels: [{ clients: { trustedProxies: [] } }],
      }),
    ).toEqual([fault]);
  });

  test('has no second fault where the list of proxies has one', () => {
    expect(faultsOf({ listen, clients: { allow: [], trustedProxies: ['192.0.2.300'] } })).toEqual([
      expect.stringMatching(/^clients\.trustedProxies\[0\]: /),
    ]);
  });
});

test.each([null, 5, 'https'])('a listener that is %j is a fault', (listener) => {
  expect(faultsOf({ listen: [{ plaintext: true }, listener] })).toEqual([
    expect.stringMatching(/^listen\[1\]: expected a mapping/),
  ]);
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

/** Of the first listener, which is one of TCP. */
function placeOf({ listen: [first] }: Pick<Settings, 'listen'>): Extract<ListenAt, { readonly kind: 'tcp' }> {
  if (first?.at.kind !== 'tcp') throw new TypeError('the first listener is not one of TCP');
  return first.at;
}

function tlsOf(settings: Pick<Settings, 'listen'>): ListenTls {
  return placeOf(settings).tls;
}

function twice(port: number): string[] {
  return faultsOf({
    listen: [
      { port, plaintext: true },
      { port, tls: 'panel' },
    ],
  });
}

/** A panel whose files are at hand. */
function files(name: string, more: object = {}): object {
  return { name, hosts: [`${name}.example.com`], state: { files: `/${name}` }, ...more };
}

test.each([
  ['8KiB', 8192],
  [65_536, 65_536],
])('the head of a request may have %s', (maxHeaderBytes, bytes) => {
  expect(readConfiguration({ listen: [{ plaintext: true, maxHeaderBytes }] }).listen[0]?.maxHeaderBytes).toBe(bytes);
});

test.each([
  ['4KiB', 'expected at least 8KiB, found "4KiB"'],
  ['65KiB', 'expected at most 64KiB, found "65KiB"'],
  [1, 'expected at least 8KiB, found 1'],
])('but not %s', (maxHeaderBytes, fault) => {
  expect(faultsOf({ listen: [{ plaintext: true, maxHeaderBytes }] })).toEqual([`listen[0].maxHeaderBytes: ${fault}`]);
});

test('the share of one client is not more than all connections', () => {
  const listen = [{ plaintext: true, maxConnections: 10, maxConnectionsPerClient: 11 }];
  expect(faultsOf({ listen })).toEqual(['listen[0].maxConnectionsPerClient: expected at most maxConnections']);
});
