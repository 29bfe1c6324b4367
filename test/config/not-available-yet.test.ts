import { describe, expect, test } from 'vitest';
import { faultsOf } from './read-configuration.ts';

const panel = (settings: object) => ({ panels: [settings] });
const clients = (settings: object) => ({ clients: { allow: [], ...settings } });
const listen = (settings: object) => ({ listen: [{ plaintext: true, ...settings }] });
const rate = { calls: 1, per: '1s', burst: 5 };

describe('a feature that is not there is refused, never ignored', () => {
  test.each([
    ['data', { data: '/var/lib/hearthgate' }],
    ['data', { data: null }],
    ['listen[0].proxyProtocol', listen({ proxyProtocol: true })],
    ['clients.neverBan', clients({ neverBan: ['192.0.2.1'] })],
    ['limits.failures', { limits: { failures: { ban: '15m' } } }],
    ['limits.burst', { limits: { burst: 5 } }],
    ['limits.address.burst', { limits: { address: { burst: 5 } } }],
    ['limits.key.burst', { limits: { key: rate } }],
    ['limits.profiles.billing.burst', { limits: { profiles: { billing: rate } } }],
    ['limits.commands.v-add-user.burst', { limits: { commands: { 'v-add-user': rate } } }],
    ['store.redis', { store: { redis: { url: 'redis://127.0.0.1:6379' } } }],
    ['commands.extra', { commands: { extra: { 'a-exec': { user: 1 } } } }],
    ['panels[0].state.api', panel({ state: { api: { accessKeyFile: 'key' } } })],
    ['panels[0].state.static', panel({ state: { static: 'state.json' } })],
    ['panels[0].tls.verify', panel({ tls: { verify: 'none' } })],
    ['panels[0].clients', panel({ clients: { allow: ['allow-all'] } })],
    ['panels[0].auth', panel({ auth: { apiKeys: 'deny' } })],
    ['panels[0].limits', panel({ limits: { maxEntries: 1 } })],
  ])('%s: %j', (path, configuration) => {
    expect(faultsOf(configuration)).toEqual([`${path}: not available yet; leave it out`]);
  });

  test('a second panel', () => {
    expect(faultsOf({ panels: [{}, { name: 'second' }] })).toEqual([
      'panels[1]: more than one panel is not available yet; leave it out',
    ]);
  });
});

test('what asks for nothing may stand', () => {
  expect(
    faultsOf({
      listen: [{ plaintext: true, proxyProtocol: false }],
      clients: { allow: [], neverBan: [] },
      limits: { failures: {} },
      store: {},
      commands: { extra: {} },
      panels: [{ clients: {}, auth: {}, limits: {} }],
      audit: { file: '-' },
    }),
  ).toEqual([]);
});
