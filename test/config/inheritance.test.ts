import { describe, expect, test } from 'vitest';
import { configurationSchema } from '../../src/config/shape/configuration-schema.ts';
import { AddressSet } from '../../src/domain/address/address-set.ts';
import type { PanelSettings } from '../../src/domain/policy/settings.ts';
import { faultsOf, readConfiguration } from './read-configuration.ts';

const top = {
  clients: {
    allow: ['192.0.2.1'],
    deny: ['192.0.2.2'],
    neverBan: ['192.0.2.4'],
    trustedProxies: ['192.0.2.3'],
    header: 'x-real-ip',
    ipv6Prefix: 48,
  },
  auth: { accessKeys: 'deny', apiKeys: 'allow', password: 'allow', unscopedCommands: ['v-list-sys-info'] },
  limits: {
    address: { calls: 1, per: '1s' },
    key: { calls: 2, per: '2s', burst: 2 },
    profiles: { shop: { calls: 3, per: '3s' }, dns: { calls: 4, per: '4s' } },
    commands: { 'v-add-user': { calls: 5, per: '5s' } },
    refusedCommands: { calls: 6, per: '6s' },
    failures: {
      pair: { attempts: 1, per: '1m' },
      address: { attempts: 2, per: '2m' },
      key: { attempts: 3, per: '3m' },
      ban: '4m',
      maxBan: '5m',
    },
  },
};

/** The second of two panels, the first of which has nothing of its own. */
function panelWith(own: object): { readonly own: PanelSettings; readonly other: PanelSettings } {
  const { panels } = readConfiguration({
    ...top,
    panels: [
      { name: 'other', default: true },
      { name: 'own', hosts: ['own.example'], ...own },
    ],
  });
  const [other, second] = panels;
  if (other === undefined || second === undefined) throw new Error('two panels were not read');
  return { other, own: second };
}

test('a panel without settings of its own has those of the top level', () => {
  const { own, other } = panelWith({});

  expect(own.policy).toEqual(other.policy);
  expect(own.policy.clients).toMatchObject({ deny: AddressSet.of(['192.0.2.2']), header: 'x-real-ip', ipv6Prefix: 48 });
  expect(own.policy.limits.key).toEqual({ calls: 2, perMs: 2000, burst: 2 });
});

test.each([
  [{ allow: ['198.51.100.1'] }, { allow: { everyone: false, inherit: false, set: AddressSet.of(['198.51.100.1']) } }],
  [{ allow: [] }, { allow: { everyone: false, inherit: false, set: AddressSet.empty } }],
  [{ deny: [] }, { deny: AddressSet.empty }],
  [{ neverBan: [] }, { neverBan: AddressSet.empty }],
  [{ neverBan: '192.0.2.5' }, { neverBan: AddressSet.of(['192.0.2.5']) }],
  [{ trustedProxies: ['198.51.100.9'] }, { trustedProxies: AddressSet.of(['198.51.100.9']) }],
  [{ header: 'cf-connecting-ip' }, { header: 'cf-connecting-ip' }],
  [{ ipv6Prefix: 56 }, { ipv6Prefix: 56 }],
])('clients: %j of a panel replaces that setting alone, for that panel alone', (clients, changed) => {
  const { own, other } = panelWith({ clients });

  expect(own.policy).toEqual({ ...other.policy, clients: { ...other.policy.clients, ...changed } });
  expect(other.policy).toEqual(panelWith({}).other.policy);
});

test.each([
  [{ accessKeys: 'allow' }, { 'access-key': true, 'api-key': true, password: true }],
  [{ apiKeys: 'deny' }, { 'access-key': false, 'api-key': false, password: true }],
  [{ password: 'deny' }, { 'access-key': false, 'api-key': true, password: false }],
])('auth: %j of a panel replaces that setting alone', (auth, allowed) => {
  const { own, other } = panelWith({ auth });

  expect(own.policy.auth).toEqual({ ...other.policy.auth, allowed });
});

test('a list of commands of a panel replaces the inherited one', () => {
  const { own, other } = panelWith({ auth: { unscopedCommands: ['v-list-sys-web'] } });

  expect(own.policy.auth).toEqual({ ...other.policy.auth, unscopedCommands: new Set(['v-list-sys-web']) });
});

test('API keys are read where the panel allows them', () => {
  const { own, other } = panelWith({ auth: { apiKeys: 'deny' } });

  expect([own.state.readApiKeys, other.state.readApiKeys]).toEqual([false, true]);
});

test.each([
  [{ address: { calls: 9 } }, { address: { calls: 9, perMs: 1000 } }],
  [{ address: { per: '9s' } }, { address: { calls: 1, perMs: 9000 } }],
  [{ address: { burst: 9 } }, { address: { calls: 1, perMs: 1000, burst: 9 } }],
  [{ key: { calls: 9, per: '9s' } }, { key: { calls: 9, perMs: 9000, burst: 2 } }],
  [{ key: { burst: 0 } }, { key: { calls: 2, perMs: 2000 } }],
  [{ refusedCommands: { burst: 9 } }, { refusedCommands: { calls: 6, perMs: 6000, burst: 9 } }],
  [{ refusedCommands: { per: '9s' } }, { refusedCommands: { calls: 6, perMs: 9000 } }],
])('limits: %j of a panel replaces that number alone', (limits, changed) => {
  const { own, other } = panelWith({ limits });

  expect(own.policy.limits).toEqual({ ...other.policy.limits, ...changed });
});

test.each([
  [{ pair: { attempts: 9 } }, { pair: { attempts: 9, perMs: 60_000 } }],
  [{ address: { per: '9m' } }, { address: { attempts: 2, perMs: 540_000 } }],
  [{ key: { attempts: 9, per: '9m' } }, { key: { attempts: 9, perMs: 540_000 } }],
  [{ ban: '1m' }, { banMs: 60_000 }],
  [{ maxBan: '9m' }, { maxBanMs: 540_000 }],
])('limits.failures: %j of a panel replaces that setting alone', (failures, changed) => {
  const { own, other } = panelWith({ limits: { failures } });

  expect(own.policy.limits).toEqual({ ...other.policy.limits, failures: { ...other.policy.limits.failures, ...changed } });
});

test('rates of profiles and commands are replaced by their name', () => {
  const { own, other } = panelWith({
    limits: {
      profiles: { dns: { calls: 9, per: '9s' }, billing: { calls: 8, per: '8s' } },
      commands: { 'v-delete-user': { calls: 7, per: '7s' } },
    },
  });

  expect(own.policy.limits.profiles).toEqual(
    new Map([...other.policy.limits.profiles, ['dns', { calls: 9, perMs: 9000 }], ['billing', { calls: 8, perMs: 8000 }]]),
  );
  expect(own.policy.limits.commands).toEqual(
    new Map([
      ['v-add-user', { calls: 5, perMs: 5000 }],
      ['v-delete-user', { calls: 7, perMs: 7000 }],
    ]),
  );
});

describe('the list of clients', () => {
  const without = 'clients.allow: expected a list of addresses and CIDR ranges, inherit or allow-all, found nothing';
  const own = { clients: { allow: ['192.0.2.1'] } };

  test('may be left out at the top where every panel has its own', () => {
    const panels = [
      { name: 'a', default: true, ...own },
      { name: 'b', hosts: ['b'], ...own },
    ];

    expect(faultsOf({ clients: undefined, panels })).toEqual([]);
    expect(faultsOf({ clients: { deny: ['192.0.2.9'] }, panels })).toEqual([]);
  });

  test('is missed where a panel has none', () => {
    const panels = [
      { name: 'a', default: true, ...own },
      { name: 'b', hosts: ['b'] },
      { name: 'c', hosts: ['c'], clients: { deny: [] } },
    ];

    expect(faultsOf({ clients: undefined, panels })).toEqual([`${without}, and panels[1], panels[2] without a list of its own`]);
    expect(faultsOf({ clients: {} })).toEqual([without]);
  });

  test('is not missed a second time where it has a fault', () => {
    expect(faultsOf({ clients: undefined, panels: [{ clients: { allow: ['x'] } }] })).toEqual([
      expect.stringMatching(/^panels\[0\]\.clients\.allow\[0\]: /),
    ]);
  });
});

test('the number of counters is one for all panels', () => {
  expect(faultsOf({ panels: [{ limits: { maxEntries: 5 } }] })).toEqual([
    'panels[0].limits.maxEntries: stands at the top level only, because all panels share the counters; leave it out here',
  ]);
});

test('a misspelt setting of a panel is told as at the top level', () => {
  expect(faultsOf({ panels: [{ clients: { alow: [] }, limits: { key: { call: 1 } } }] })).toEqual([
    'panels[0].clients.alow: unknown key; did you mean "allow"?',
    'panels[0].limits.key.call: unknown key; did you mean "calls"?',
  ]);
});

test.each(['clients', 'auth', 'limits'])('%s of a panel has the settings of the top level', (name) => {
  const { properties = {} } = configurationSchema();
  const panels = JSON.parse(JSON.stringify(properties['panels']));

  expect(keysOf(panels.items.properties[name])).toEqual(keysOf(properties[name]));
  expect(panels.items.properties[name].overrides).toBe(name);
});

function keysOf(schema: unknown): string[] {
  const { properties }: { properties: object } = JSON.parse(JSON.stringify(schema));
  return Object.keys(properties).toSorted();
}
