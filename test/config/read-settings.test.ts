import { KeyPolicies } from '../../src/domain/policy/key-policies.ts';
import { describe, expect, test } from 'vitest';
import { readSettings } from '../../src/config/resolve/read-settings.ts';
import { AddressSet } from '../../src/domain/address/address-set.ts';
import { faultsOf, faultsOfText, readConfiguration } from './read-configuration.ts';

const second = 1000;

describe('a configuration with what is required and nothing else', () => {
  test('has the defaults of the manual', () => {
    expect(readConfiguration({})).toEqual({
      listen: [
        {
          maxHeaderBytes: 8192,
          maxConnections: 10_000,
          at: {
            kind: 'tcp',
            host: '127.0.0.1',
            port: 8483,
            proxyProtocol: false,
            tls: {
              kind: 'files',
              minVersion: 'TLSv1.2',
              certificates: [
                {
                  certFile: '/usr/local/hestia/ssl/certificate.crt',
                  keyFile: '/usr/local/hestia/ssl/certificate.key',
                  hosts: [],
                  mayBeMissing: true,
                },
              ],
            },
          },
        },
      ],
      body: {
        maxBytes: 1024 ** 2,
        timeoutMs: 10 * second,
        refusedMaxBytes: 64 * 1024,
        refusedTimeoutMs: 2 * second,
        totalBytes: 64 * 1024 ** 2,
      },
      answer: { totalBytes: 128 * 1024 ** 2 },
      stop: { graceMs: 600 * second },
      admin: { at: { kind: 'socket', path: '/run/hearthgate/admin.sock' }, isRequired: false },
      audit: { file: '-', chain: true, authLog: undefined },
      log: { level: 'info' },
      maxEntries: 100_000,
      data: { folder: '/var/lib/hearthgate', isRequired: false },
      redis: undefined,
      panels: [
        {
          name: 'main',
          hosts: [],
          isDefault: true,
          upstream: {
            origin: 'https://127.0.0.1:8083',
            tls: { verify: 'panel', certFile: '/usr/local/hestia/ssl/certificate.crt' },
            concurrency: { calls: 3, queue: 32, waitMs: 4 * second },
            timeoutMs: 610 * second,
            maxAnswerBytes: 16 * 1024 ** 2,
          },
          state: { source: { kind: 'files', root: '/usr/local/hestia' }, maxAgeMs: 600 * second, readApiKeys: false },
          policy: {
            clients: {
              allow: { everyone: false, inherit: false, set: AddressSet.of(['192.0.2.1']) },
              deny: AddressSet.empty,
              before: undefined,
              neverBan: AddressSet.empty,
              trustedProxies: AddressSet.empty,
              header: 'x-forwarded-for',
              ipv6Prefix: 64,
              owners: new Map(),
            },
            auth: {
              allowed: { 'access-key': true, 'api-key': false, password: false },
              terms: new Map(),
              unscopedCommands: new Set(),
            },
            limits: {
              address: { calls: 120, perMs: 60 * second },
              key: { calls: 600, perMs: 60 * second },
              profiles: new Map([
                ['sync-dns-cluster', { calls: 6000, perMs: 60 * second }],
                ['billing', { calls: 1200, perMs: 60 * second }],
              ]),
              commands: new Map(),
              refusedCommands: { calls: 300, perMs: 60 * second },
              failures: {
                pair: { attempts: 5, perMs: 600 * second },
                address: { attempts: 20, perMs: 600 * second },
                key: { attempts: 50, perMs: 86_400 * second },
                banMs: 900 * second,
                maxBanMs: 86_400 * second,
              },
            },
            report: { reasons: new Set(), untilMs: 0 },
            keys: KeyPolicies.none,
          },
        },
      ],
    });
  });

  test('needs the list of clients and a panel', () => {
    expect(faultsOfText('{}')).toEqual([
      'panels: expected a list, found nothing',
      'clients.allow: expected a list of addresses and CIDR ranges, inherit or allow-all, found nothing',
    ]);
  });
});

describe('faults', () => {
  test('are told all at once, in words that name the place, the expectation and the finding', () => {
    const text = 'clients: { allow: [192.0.2.1] }\nlimits: { address: { calls: 60/min } }\npanels: [{ urll: https://127.0.0.1 }]';
    const read = (): unknown => readSettings(text, { file: 'config/gateway.yaml', env: {} });

    expect(read).toThrow(
      [
        'config/gateway.yaml has 2 problems:',
        '  line 2, column 29: limits.address.calls: expected a whole number above zero, found "60/min"',
        '  line 3, column 12: panels[0].urll: unknown key; did you mean "url"?',
      ].join('\n'),
    );
  });

  test('of every kind stand beside each other', () => {
    const faults = faultsOf(
      {
        listen: [{ tls: { crt: 'x' }, plaintext: true }, { port: 70_000 }],
        clients: { allow: ['198.51.100.0/33'], denny: [] },
        limits: { commands: { 'v add user': { calls: 1, per: '1s' } }, maxEntries: null },
        body: { maxBytes: '1MB', totalBytes: '${MISSING}' },
        store: { redis: { url: 'redis://127.0.0.1:0' } },
        panels: [{ url: 'http://192.0.2.1', tls: { verify: 'panel', pin: [] } }],
      },
      {},
    );

    expect(faults.map((fault) => fault.slice(0, fault.indexOf(': '))).toSorted()).toEqual([
      'body.maxBytes',
      'body.totalBytes',
      'clients.allow[0]',
      'clients.denny',
      'limits.commands["v add user"]',
      'limits.maxEntries',
      'listen[0]',
      'listen[0].tls.cert',
      'listen[0].tls.crt',
      'listen[0].tls.key',
      'listen[1]',
      'listen[1].port',
      'panels[0].tls',
      'panels[0].tls.pin',
      'panels[0].url',
      'store.redis.url',
    ]);
  });

  test('of an unknown key name the key that is nearest, if one is near', () => {
    expect(faultsOf({ limits: { adress: {}, commands: { 'v-add-user': { call: 1, calls: 1, per: '1s' } } }, xyz: 1 })).toEqual([
      'limits.commands.v-add-user.call: unknown key; did you mean "calls"?',
      'limits.adress: unknown key; did you mean "address"?',
      'xyz: unknown key',
    ]);
  });

  test('of a key that objects treat in their own way are no less told', () => {
    expect(
      faultsOfText('clients: { allow: [192.0.2.1] }\npanels: [{}]\nlimits: { profiles: { __proto__: { calls: 1, per: 1s } } }'),
    ).toEqual(['limits.profiles.__proto__: unknown key']);
  });

  test('of a value that is left empty are told, so that a list half written does not pass for its default', () => {
    expect(faultsOf({ clients: { allow: ['192.0.2.1'], deny: null } })).toEqual([
      'clients.deny: expected a list of addresses and CIDR ranges, found nothing',
    ]);
  });
});

describe('what is given', () => {
  test('replaces the default of a profile and leaves the others', () => {
    const { limits } = readConfiguration({
      limits: { profiles: { billing: { calls: 5, per: '2s' }, shop: { calls: 1, per: '1h' } } },
    }).panels[0]?.policy ?? { limits: undefined };

    expect(limits?.profiles).toEqual(
      new Map([
        ['sync-dns-cluster', { calls: 6000, perMs: 60 * second }],
        ['billing', { calls: 5, perMs: 2 * second }],
        ['shop', { calls: 1, perMs: 3600 * second }],
      ]),
    );
  });

  test('in auth says which credentials are taken, and so whether API keys are read', () => {
    const [panel] = readConfiguration({
      auth: { accessKeys: 'deny', apiKeys: 'allow', password: 'allow', unscopedCommands: ['v-list-sys-info'] },
    }).panels;

    expect(panel?.policy.auth).toEqual({
      allowed: { 'access-key': false, 'api-key': true, password: true },
      terms: new Map(),
      unscopedCommands: new Set(['v-list-sys-info']),
    });
    expect(panel?.state.readApiKeys).toBe(true);
  });

  test('may ask for nothing', () => {
    const nothing = {
      clients: { allow: ['192.0.2.1'], neverBan: [] },
      limits: { key: { burst: 0 }, failures: {} },
      store: {},
      commands: { extra: {} },
      panels: [{ clients: {}, auth: {}, limits: { failures: {} } }],
    };

    expect(readConfiguration(nothing)).toEqual(readConfiguration({}));
  });

  test('as a path counts from the folder of the file', () => {
    const settings = readConfiguration({
      listen: [{ tls: { cert: 'tls/cert.pem', key: '/keys/key.pem', minVersion: 'TLSv1.3' } }],
      panels: [{ state: { files: '../panel' } }],
    });

    expect(settings.listen[0]?.at).toMatchObject({
      tls: {
        kind: 'files',
        minVersion: 'TLSv1.3',
        certificates: [{ certFile: '/etc/hearthgate/tls/cert.pem', keyFile: '/keys/key.pem', hosts: [], mayBeMissing: false }],
      },
    });
    expect(settings.panels[0]?.state.source).toEqual({ kind: 'files', root: '/etc/panel' });
  });
});
