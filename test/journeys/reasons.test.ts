import { afterEach, describe, expect, it } from 'vitest';
import { AddressSet } from '../../src/domain/address/address-set.ts';
import { denials, type Reason } from '../../src/domain/call/denials.ts';
import { parseReply, post, sendRaw } from '../support/http-client.ts';
import { answerWith, cutAfter, hang } from '../support/recording-panel.ts';
import { callWith, keys, openSite, type Site } from '../support/site.ts';
import { type Journey, journeysOfPolicies, twice } from './journeys-of-policies.ts';
import { inherit, only } from '../support/test-gateway.ts';

// One journey for each reason, over real sockets: what provokes it, what the client reads, and that the panel saw nothing of it (but
// where the reason says that it may have).

const call = callWith(keys.root, 'v-list-user', 'alice');
const proxied = { clients: { trustedProxies: AddressSet.of(['127.0.0.1']) } };
const once = { calls: 1, perMs: 60_000 };
const oneAttempt = { attempts: 1, perMs: 60_000 };
const onlyOne = { pair: oneAttempt, address: oneAttempt, key: oneAttempt, banMs: 60_000, maxBanMs: 60_000 };

const journeys: Readonly<Record<Reason, Journey>> = {
  address_not_allowed: {
    options: { clients: { allow: only('192.0.2.0/24') } },
    provoke: ({ gateway }) => post(gateway.url, call),
  },
  address_unknown: {
    options: proxied,
    provoke: ({ gateway }) => post(gateway.url, call, { headers: { 'x-forwarded-for': '1.2.3' } }),
  },
  address_banned: {
    options: { limits: { failures: onlyOne } },
    provoke: (site) => twice(site, callWith({ ...keys.root, secret: 'x'.repeat(40) }, 'v-list-users')),
  },
  address_rate: {
    options: { limits: { address: once } },
    provoke: (site) => twice(site, callWith({ ...keys.root, secret: 'x'.repeat(40) }, 'v-list-users')),
  },
  request_malformed: {
    provoke: async ({ gateway }) =>
      parseReply(await sendRaw(gateway.url, 'POST /api/ HTTP/1.1\r\nHost: a\r\nHost: b\r\nContent-Length: 0\r\n\r\n')),
  },
  host_unknown: {
    options: { panel: { hosts: ['panel.test'], isDefault: false } },
    provoke: ({ gateway }) => post(gateway.url, call, { headers: { host: 'other.test' } }),
  },
  path_unknown: { provoke: ({ gateway }) => post(gateway.url, call, { path: '/login/' }) },
  no_data: { provoke: ({ gateway }) => post(gateway.url, '') },
  body_too_large: { provoke: ({ gateway }) => post(gateway.url, 'x'.repeat((1 << 20) + 1)) },
  body_too_slow: {
    options: {
      settings: { body: { maxBytes: 1000, timeoutMs: 50, refusedMaxBytes: 1000, refusedTimeoutMs: 50, totalBytes: 10_000 } },
    },
    provoke: async ({ gateway }) =>
      parseReply(await sendRaw(gateway.url, 'POST /api/ HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nx')),
  },
  field_invalid: { provoke: ({ gateway }) => post(gateway.url, `${new URLSearchParams(call).toString()}&cmd=v-list-users`) },
  api_disabled: { options: { conf: { API_SYSTEM: '0' } }, provoke: ({ gateway }) => post(gateway.url, call) },
  command_missing: { provoke: ({ gateway }) => post(gateway.url, callWith(keys.root, '')) },
  arguments_too_long: { provoke: ({ gateway }) => post(gateway.url, callWith(keys.root, 'v-list-user', 'x'.repeat(131_071))) },
  command_invalid: { provoke: ({ gateway }) => post(gateway.url, callWith(keys.root, 'v-list-user;id')) },
  too_early: {
    options: proxied,
    provoke: ({ gateway }) =>
      post(gateway.url, callWith(keys.root, 'v-add-user', 'carol'), {
        headers: { 'x-forwarded-for': '192.0.2.1', 'early-data': '1' },
      }),
  },
  key_unknown: { provoke: ({ gateway }) => post(gateway.url, callWith({ ...keys.root, id: 'Z'.repeat(20) }, 'v-list-users')) },
  secret_wrong: {
    provoke: ({ gateway }) => post(gateway.url, callWith({ ...keys.root, secret: 'x'.repeat(40) }, 'v-list-users')),
  },
  user_suspended: { provoke: ({ gateway }) => post(gateway.url, callWith(keys.bob, 'v-list-mail-domains', 'bob')) },
  user_unknown: { provoke: ({ gateway }) => post(gateway.url, callWith(keys.ghost, 'v-list-mail-domains', 'ghost')) },
  credential_invalid: {
    provoke: ({ gateway }) => post(gateway.url, callWith({ ...keys.root, secret: 'short' }, 'v-list-users')),
  },
  ...journeysOfPolicies,
  api_disabled_for_user: {
    options: { conf: { API_SYSTEM: '1' } },
    provoke: ({ gateway }) => post(gateway.url, callWith(keys.alice, 'v-list-mail-domains', 'alice')),
  },
  key_rate: { options: { limits: { key: once } }, provoke: (site) => twice(site, call), seen: 1 },
  command_unknown: { provoke: ({ gateway }) => post(gateway.url, callWith(keys.root, 'v-no-such-command')) },
  command_not_allowed: { provoke: ({ gateway }) => post(gateway.url, callWith(keys.billing, 'v-list-web-domains', 'alice')) },
  user_mismatch: { provoke: ({ gateway }) => post(gateway.url, callWith(keys.alice, 'v-list-mail-domains', 'bob')) },
  command_rate: {
    options: { limits: { commands: new Map([['v-list-user', once]]) } },
    provoke: (site) => twice(site, call),
    seen: 1,
  },
  panel_busy: {
    options: { upstream: { maxCalls: 1, maxQueue: 0 } },
    provoke: async ({ gateway, panel }) => {
      panel.setAnswer(() => hang());
      void post(gateway.url, call).catch(() => undefined);
      await expect.poll(() => panel.requests.length).toBe(1);
      const reply = await post(gateway.url, call);
      await panel.closeConnections();
      return reply;
    },
    seen: 1,
  },
  gateway_busy: {
    options: {
      settings: { body: { maxBytes: 1000, timeoutMs: 60_000, refusedMaxBytes: 1000, refusedTimeoutMs: 60_000, totalBytes: 100 } },
    },
    provoke: ({ gateway }) => post(gateway.url, 'x'.repeat(101)),
  },
  state_unavailable: {
    options: {
      clients: { allow: inherit },
      panel: { state: { source: { kind: 'files', root: '/nonexistent' }, maxAgeMs: 1000, readApiKeys: false } },
    },
    provoke: ({ gateway }) => post(gateway.url, call),
  },
  panel_unreachable: {
    provoke: async ({ gateway, panel }) => {
      await panel.stop();
      return post(gateway.url, call);
    },
  },
  panel_untrusted: {
    options: { panelTls: true, upstream: { tls: { verify: 'pin', pins: [`${'A'.repeat(43)}=`] } } },
    provoke: ({ gateway }) => post(gateway.url, call),
  },
  panel_circuit_open: {
    provoke: async ({ gateway, panel }) => {
      await panel.stop();
      for (let failed = 0; failed < 5; failed += 1) await post(gateway.url, call);
      return post(gateway.url, call);
    },
  },
  panel_outcome_unknown: {
    provoke: ({ gateway, panel }) => {
      panel.setAnswer(() => cutAfter());
      return post(gateway.url, call);
    },
    seen: 1,
  },
  panel_timeout: {
    options: { upstream: { timeoutMs: 50 } },
    provoke: async ({ gateway, panel }) => {
      panel.setAnswer(() => hang());
      const reply = await post(gateway.url, call);
      await panel.closeConnections();
      return reply;
    },
    seen: 1,
  },
  gateway_failed: {
    options: {
      observers: [
        {
          sending: () => {
            throw new Error('the disk is full');
          },
        },
      ],
    },
    provoke: ({ gateway }) => post(gateway.url, call),
  },
};

let open: Site | undefined;
afterEach(async () => {
  await open?.close();
  open = undefined;
});

describe('a refusal over real sockets', () => {
  it.each(Object.entries(journeys))('%s', async (reason, { options, provoke, seen = 0 }) => {
    const site = await openSite(options);
    open = site;
    const reply = await provoke(site);
    const { status, exitCode } = denials[reason as Reason];
    expect(reply.status).toBe(status);
    expect(reply.headers['hestia-exit-code']).toBe(String(exitCode));
    expect(reply.headers['content-type']).toBe('text/html; charset=UTF-8');
    expect(reply.headers['content-security-policy']).toBe("default-src 'none'; sandbox");
    expect(reply.headers['x-content-type-options']).toBe('nosniff');
    expect(reply.headers['x-request-id']).toMatch(/^[0-9a-f]{32}$/);
    expect(reply.headers['retry-after'] !== undefined).toBe(status === 429 || status === 503);
    expect(reply.body).toMatch(/^Error: [^\n<]+$/);
    const outcome = site.gateway.outcomes.find(({ arrival }) => arrival.requestId === reply.headers['x-request-id']);
    expect(outcome?.result).toMatchObject({ kind: 'refused', denial: { reason } });
    expect(site.panel.requests).toHaveLength(seen);
  });
});

describe('a refusal of a client that asked for the bare exit code', () => {
  it.each([
    ['before its body is judged', { clients: { allow: only('192.0.2.0/24') } }, callWith(keys.root, 'v-list-users'), '10'],
    ['by its fields', {}, { ...callWith(keys.root, 'v-list-users'), 'arg1[]': 'x' }, '2'],
    ['by its key', {}, callWith({ ...keys.root, secret: 'x'.repeat(40) }, 'v-list-users'), '9'],
  ] as const)('%s', async (_when, options, body, code) => {
    open = await openSite(options);
    const reply = await post(open.gateway.url, { ...body, returncode: 'yes' });
    expect(reply.body).toBe(code);
  });

  it('is text where there was no usable data', async () => {
    open = await openSite();
    const reply = await post(open.gateway.url, { returncode: 'yes', cmd: 'v-list-users' });
    expect(reply.body).toMatch(/^Error: data received is null or invalid/);
  });

  it('tells a wrong method what is right', async () => {
    open = await openSite();
    const reply = await post(open.gateway.url, '', { method: 'PUT' });
    expect([reply.status, reply.headers.allow]).toEqual([405, 'POST']);
  });

  it('is a number after the panel has failed', async () => {
    open = await openSite();
    open.panel.setAnswer(() => answerWith({ status: 500, body: '<html>' }));
    const reply = await post(open.gateway.url, { ...call, returncode: 'yes' });
    expect([reply.status, reply.body]).toEqual([502, '15']);
  });
});
