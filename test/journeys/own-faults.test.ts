import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Policy } from '../../src/domain/policy/policy.ts';
import { defaultPanel } from '../support/default-settings.ts';
import { post } from '../support/http-client.ts';
import { ManualClock } from '../support/manual-clock.ts';
import { callWith, keys, openSite, type Site } from '../support/site.ts';

// A fault of the gateway's own gets nobody round a limit.

let hasFault = false;
const { auth, clients, limits, report } = defaultPanel.policy;
const policy: Policy = {
  report,
  keys: defaultPanel.policy.keys,
  clients: { ...clients, allow: { ...clients.allow, everyone: true, inherit: false } },
  limits: { ...limits, address: { calls: 1000, perMs: 60_000 } },
  get auth() {
    if (hasFault) throw new Error('a fault');
    return auth;
  },
};

let site: Site;
beforeEach(async () => {
  site = await openSite({ clock: new ManualClock(), panel: { policy } });
});
afterEach(async () => {
  hasFault = false;
  await site.close();
});

it('a call over which the gateway fails is answered with 500, and charges its address once', async () => {
  hasFault = true;
  const { status } = await post(site.gateway.url, callWith(keys.root, 'v-list-users'));
  hasFault = false;
  const { headers } = await post(site.gateway.url, '', { method: 'GET' });
  expect([status, headers['ratelimit']]).toEqual([500, '"address_rate";r=998;t=60']);
});
