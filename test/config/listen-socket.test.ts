import { describe, expect, test } from 'vitest';
import { describeConfiguration } from '../../src/config/describe/describe-configuration.ts';
import { configuredSettings } from '../../src/config/difference/configured-settings.ts';
import { configuredInForce, differenceOf } from '../../src/config/difference/difference-of.ts';
import { readConfiguration as readWritten } from '../../src/config/read/read-configuration.ts';
import type { Configuration } from '../../src/config/shape/configuration-shape.ts';
import { warningsOfHosts } from '../../src/config/resolve/warnings-of-hosts.ts';
import { warningsOfReach } from '../../src/config/resolve/warnings-of-reach.ts';
import { warningsOf } from '../../src/config/resolve/warnings-of.ts';
import { settingsToForce } from '../../src/compose/reload/settings-to-force.ts';
import { changeText } from '../../src/domain/text/change-text.ts';
import { faultsOf, readConfiguration } from './read-configuration.ts';

// An entry of `listen` on a Unix socket, which the panel's own web server uses.

const path = '/run/hearthgate-inside/api.sock';
const tcp = { port: 8483, plaintext: true };

describe('an entry with socket', () => {
  test('is a place of its own, among entries of TCP', () => {
    const { listen } = readConfiguration({ listen: [tcp, { socket: path, maxConnections: 50 }] });

    expect(listen).toEqual([
      expect.objectContaining({ at: expect.objectContaining({ kind: 'tcp', port: 8483 }) }),
      { at: { kind: 'socket', path }, maxConnections: 50, maxHeaderBytes: 8192 },
    ]);
  });

  test('has its path in the shortest form', () => {
    expect(readConfiguration({ listen: [{ socket: '/run//x/../api.sock' }] }).listen[0]?.at).toEqual({
      kind: 'socket',
      path: '/run/api.sock',
    });
  });

  test.each(['api.sock', './api.sock', '@api', '', '/run/', 'unix:/run/api.sock', '/run/\0', 5, null])(
    'has an absolute path, and not %j',
    (socket) => {
      expect(faultsOf({ listen: [{ socket }] })).toEqual([
        expect.stringMatching(
          /^listen\[0\]\.socket: expected an absolute path such as \/run\/hearthgate-inside\/api\.sock, found /,
        ),
      ]);
    },
  );

  test('has a path that the system takes', () => {
    expect(faultsOf({ listen: [{ socket: `/${'x'.repeat(107)}` }] })).toEqual([
      'listen[0].socket: is 108 bytes long; the path of a socket has at most 107',
    ]);
    expect(faultsOf({ listen: [{ socket: `/${'x'.repeat(106)}` }] })).toEqual([]);
  });

  test.each([
    ['host', '127.0.0.1', 'is an address of TCP, and the entry has socket; leave out one of them'],
    ['port', 8483, 'is a port of TCP, and the entry has socket; leave out one of them'],
    ['tls', 'panel', 'goes with host and port only: over a socket plain HTTP is spoken; leave it out'],
    ['plaintext', true, 'goes with host and port only: over a socket nothing else is spoken; leave it out'],
    ['plaintext', false, 'goes with host and port only: over a socket nothing else is spoken; leave it out'],
    [
      'proxyProtocol',
      false,
      "goes with host and port only: over a socket the client's address comes in clients.header; leave it out",
    ],
    ['maxConnectionsPerClient', 5, 'goes with host and port only: connections over a socket have no address; leave it out'],
  ])('has no %s, such as %j', (name, value, text) => {
    expect(faultsOf({ listen: [{ socket: path, [name]: value }] })).toEqual([`listen[0].${name}: ${text}`]);
  });

  test('has all of its faults told at once', () => {
    const listen = [{ socket: 'api.sock', host: '::', port: 1, tls: 'panel', plaintext: true, proxyProtocol: true }];

    expect(faultsOf({ listen }).map((text) => text.split(':')[0])).toEqual(
      expect.arrayContaining(['socket', 'host', 'port', 'tls', 'plaintext', 'proxyProtocol'].map((key) => `listen[0].${key}`)),
    );
  });

  test('has a path of its own', () => {
    expect(faultsOf({ listen: [{ socket: path }, { socket: '/run//hearthgate-inside/api.sock' }] })).toEqual([
      'listen[1]: has the socket of listen[0]',
    ]);
    expect(faultsOf({ listen: [{ socket: 'a' }, { socket: 'b' }] })).toHaveLength(2);
    expect(faultsOf({ listen: [{ socket: path }], admin: { socket: path } })).toEqual([
      'admin.socket: is the socket of listen[0]; choose another',
    ]);
  });

  test('needs no list of trusted proxies, and says nothing for the PROXY protocol of another entry', () => {
    expect(faultsOf({ listen: [{ socket: path }] })).toEqual([]);
    expect(faultsOf({ listen: [{ socket: path }, { ...tcp, proxyProtocol: true }] })).toEqual([
      expect.stringMatching(/^listen\[1\]\.proxyProtocol: is taken from clients\.trustedProxies only, which is empty/),
    ]);
  });

  test('is reached by every client, has no address that is missing, and nothing that can be read on its way', () => {
    const settings = readConfiguration({ listen: [{ socket: path }], clients: { allow: ['192.0.2.1'] } });

    expect([...warningsOfReach(settings), ...warningsOfHosts(settings, {}), ...warningsOf(settings)]).toEqual([]);
  });
});

describe('a configuration with socket', () => {
  test('is shown with who is believed', () => {
    const { parts } = describeConfiguration(read({ socket: path }), { file: '/etc/gateway.yaml', looksAtFiles: false });

    expect(parts[0]).toEqual({
      listen: [{ at: `unix:${path}`, trustedProxy: 'whoever may connect to it', maxConnections: 10_000 }],
    });
  });

  test('needs a restart where a socket comes, goes or moves, and none for its bounds', () => {
    const [before, after] = [
      configuredSettings(read(tcp, { socket: path })),
      configuredSettings(read({ socket: path, maxConnections: 5 }, { socket: '/run/other.sock' })),
    ];

    expect(differenceOf(before, after).map((change) => [changeText(change), change.needsRestart])).toEqual([
      [`listen[unix:${path}].maxConnections 10000 → 5`, false],
      ['listen[unix:/run/other.sock] added', true],
      ['listen[http://127.0.0.1:8483] removed', true],
    ]);
    expect(differenceOf(before, configuredInForce(after, before)).map(changeText)).toEqual([
      `listen[unix:${path}].maxConnections 10000 → 5`,
    ]);
  });

  test('has the bounds of the same socket in force after a reload, wherever it stands in the list', () => {
    const running = readConfiguration({ listen: [tcp, { socket: path }] });
    const wanted = readConfiguration({ listen: [{ socket: path, maxConnections: 5 }, { socket: '/run/other.sock' }] });

    expect(settingsToForce(wanted, running).listen.map(({ at, maxConnections }) => [at.kind, maxConnections])).toEqual([
      ['tcp', 10_000],
      ['socket', 5],
    ]);
  });
});

function read(...listen: readonly object[]): Configuration {
  const text = JSON.stringify({ listen, clients: { allow: ['192.0.2.1'] }, panels: [{}] });
  return readWritten(text, { file: '/etc/gateway.yaml', env: {} });
}
