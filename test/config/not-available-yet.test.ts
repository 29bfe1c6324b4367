import { describe, expect, test } from 'vitest';
import { faultsOf } from './read-configuration.ts';

const panel = (settings: object) => ({ panels: [settings] });
const clients = (settings: object) => ({ clients: { allow: [], ...settings } });
const rate = { calls: 1, per: '1s', burst: 5 };

describe('a feature that is not there is refused, never ignored', () => {
  test.each([
    ['clients.neverBan', clients({ neverBan: ['192.0.2.1'] })],
    ['limits.failures', { limits: { failures: { ban: '15m' } } }],
    ['limits.burst', { limits: { burst: 5 } }],
    ['limits.address.burst', { limits: { address: { burst: 5 } } }],
    ['limits.key.burst', { limits: { key: rate } }],
    ['limits.profiles.billing.burst', { limits: { profiles: { billing: rate } } }],
    ['limits.commands.v-add-user.burst', { limits: { commands: { 'v-add-user': rate } } }],
    ['panels[0].clients.neverBan', panel({ clients: { neverBan: ['192.0.2.1'] } })],
    ['panels[0].limits.failures', panel({ limits: { failures: { ban: '15m' } } })],
    ['panels[0].limits.burst', panel({ limits: { burst: 5 } })],
    ['panels[0].limits.key.burst', panel({ limits: { key: rate } })],
    ['panels[0].limits.profiles.billing.burst', panel({ limits: { profiles: { billing: rate } } })],
  ])('%s: %j', (path, configuration) => {
    expect(faultsOf(configuration)).toEqual([`${path}: not available yet; leave it out`]);
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
      panels: [{ clients: { neverBan: [] }, auth: {}, limits: { failures: {} } }],
      audit: { file: '-' },
    }),
  ).toEqual([]);
});
