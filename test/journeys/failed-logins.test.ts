import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { AddressSet } from '../../src/domain/address/address-set.ts';
import { policyWith } from '../support/facts.ts';
import { post, type Reply } from '../support/http-client.ts';
import { ManualClock } from '../support/manual-clock.ts';
import { propertyRuns } from '../support/property-runs.ts';
import { answerWith } from '../support/recording-panel.ts';
import { callWith, keys, openSite, type Site, type SiteOptions } from '../support/site.ts';
import { startTestGateway } from '../support/test-gateway.ts';

// The limits on failed logins as they are by default: five of a key from an address, twenty of an address, fifty of a key.

const { failures } = policyWith().limits;
const proxied = { trustedProxies: AddressSet.of(['127.0.0.1']) };
const textType = ['Content-Type', 'text/html; charset=UTF-8'] as const;
const wrong = { ...keys.alice, secret: 'x'.repeat(40) };

let site: Site;
let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'bans-'));
});
afterEach(async () => {
  await site.close();
  rmSync(folder, { recursive: true });
});

async function open(options: SiteOptions = {}): Promise<void> {
  site = await openSite({
    // So that no window ends while a test asks.
    clock: new ManualClock(),
    ...options,
    clients: { ...proxied, ...options.clients },
    limits: { failures, ...options.limits },
    settings: { data: { folder, isRequired: true } },
  });
}

function guess(from: string, key = wrong): Promise<Reply> {
  return post(site.gateway.url, callWith(key, 'v-list-mail-domains', 'alice'), { headers: { 'x-forwarded-for': from } });
}

const use = (from: string, key = keys.alice): Promise<Reply> => guess(from, key);

describe('a client whose secret is wrong', () => {
  it('is told so five times, and then how long its key is banned there', async () => {
    await open();
    const replies = [];
    for (let count = 0; count < 6; count += 1) replies.push(await guess('192.0.2.1'));
    expect(replies.map(({ status }) => status)).toEqual([401, 401, 401, 401, 401, 429]);
    expect(replies[5]).toMatchObject({
      body: 'Error: Too many failed attempts, try again in 900 seconds',
      headers: { 'retry-after': '900', 'hestia-exit-code': '14' },
    });
    expect([(await use('192.0.2.1')).status, (await use('192.0.2.2')).status]).toEqual([429, 200]);
  });

  it('is not judged by what never was a login: health checks, empty calls, refused and failed commands', async () => {
    await open();
    site.panel.setAnswer(() =>
      answerWith({ status: 400, headers: [['Hestia-Exit-Code', '3'], textType], body: 'Error: no such domain' }),
    );
    const from = { headers: { 'x-forwarded-for': '192.0.2.1' } };
    const { url } = site.gateway;
    for (let count = 0; count < 30; count += 1) {
      await post(url, '', { ...from, method: 'GET' });
      await post(url, '', from);
      await post(url, callWith(wrong, ''), from);
      await post(url, callWith(keys.alice, 'v-delete-user', 'alice'), from);
      await post(url, callWith(keys.bob, 'v-list-mail-domains', 'bob'), from);
      expect((await use('192.0.2.1')).status).toBe(400);
    }
  });

  it.each([
    ['9', 'is counted', 429],
    ['10', 'is not', 401],
  ])('that only the panel can judge, and that it answers with exit code %s, %s', async (exitCode, _, then) => {
    const limits = { failures: { ...failures, address: { attempts: 2, perMs: 60_000 } } };
    await open({ limits, auth: { allowed: { 'access-key': true, 'api-key': true, password: true } } });
    const headers = { 'x-forwarded-for': '192.0.2.1' };
    site.panel.setAnswer(() =>
      answerWith({ status: 401, headers: [['Hestia-Exit-Code', exitCode], textType], body: 'Error: authentication failed' }),
    );
    const ask = () => post(site.gateway.url, { user: 'admin', password: 'guess', cmd: 'v-list-users' }, { headers });
    expect([(await ask()).status, (await ask()).status]).toEqual([401, 401]);
    expect(site.panel.requests.length).toBe(2);
    expect((await use('192.0.2.1', { ...wrong, id: 'N'.repeat(20) })).status).toBe(then);
  });
});

describe('an address that is banned', () => {
  it.each<readonly [string, Readonly<Record<string, string>>, RegExp]>([
    ['text, to who never asked for the bare exit code', {}, /^Error: Too many failed attempts/],
    ['the bare exit code, to who asked for it', { returncode: 'yes' }, /^14$/],
  ])(
    'is refused in %s, also without its body being read, and never closed behind a trusted proxy',
    async (_, dialect, refusal) => {
      await open();
      await ban('192.0.2.1');
      const body = { ...callWith(keys.alice, 'v-list-mail-domains', 'alice'), ...dialect };
      const bodies = [];
      for (let count = 0; count < 320; count += 1) {
        bodies.push((await post(site.gateway.url, body, { headers: { 'x-forwarded-for': '192.0.2.1' } })).body);
      }
      // From the thirty-first on no body is read.
      expect(bodies).toEqual(Array(320).fill(expect.stringMatching(refusal)));
      expect(site.panel.requests).toEqual([]);
      expect((await use('192.0.2.2')).status).toBe(200);
    },
  );

  it('stays banned after a restart, and so does what is known of a key', async () => {
    await open();
    await use('198.51.100.7');
    await ban('192.0.2.1');
    const { panel, gateway, folder: panelFolder } = site;
    const { root } = panelFolder;
    await gateway.stop();
    site = { ...site, close: async () => void (await Promise.all([panel.stop(), panelFolder.remove()])) };
    expect(JSON.parse(readFileSync(join(folder, 'bans.json'), 'utf8'))).toMatchObject({ version: 1 });
    const next = await startTestGateway({
      origin: site.panel.origin,
      root,
      clients: proxied,
      limits: { failures },
      settings: { data: { folder, isRequired: true } },
    });
    const ask = (from: string, key = keys.alice) =>
      post(next.url, callWith(key, 'v-list-mail-domains', 'alice'), { headers: { 'x-forwarded-for': from } });
    expect([(await ask('192.0.2.1')).status, (await ask('192.0.2.2')).status]).toEqual([429, 200]);
    for (let count = 0; count < 60; count += 1) await ask(`10.0.0.${count}`, wrong);
    expect([(await ask('198.51.100.7')).status, (await ask('203.0.113.1')).status]).toEqual([200, 429]);
    await next.stop();
  });

  it('and a file of bans that is broken keeps no gateway from starting: it is put aside, and said', async () => {
    writeFileSync(join(folder, 'bans.json'), '{"version":1,"panels":{"main":{"bans":[{"kind":"addr');
    await open();
    expect(site.gateway.log.join('\n')).toMatch(/error .*bans\.json cannot be read, and is put aside as .*bans\.json\.broken/);
    expect((await use('192.0.2.1')).status).toBe(200);
  });
});

describe('the owner of a key', () => {
  it('is not locked out by an attacker with many addresses, who gets no more guesses than the budget of the key', async () => {
    await open();
    expect((await use('198.51.100.7')).status).toBe(200);
    const statuses: number[] = [];
    const batches = Math.max(4, propertyRuns(20));
    for (let batch = 0; batch < batches; batch += 1) {
      const guesses = Array.from({ length: 50 }, (_, index) => guess(`10.${batch}.0.${index}`));
      statuses.push(...(await Promise.all(guesses)).map(({ status }) => status));
    }
    expect(statuses.filter((status) => status === 401).length).toBe(50);
    expect(statuses.filter((status) => status === 429).length).toBe(50 * (batches - 1));
    expect((await use('198.51.100.7')).status).toBe(200);
    // Not even the right secret is told to be right, where the key was never used.
    expect((await use('10.99.0.1')).status).toBe(429);
  });
});

describe("the panel's own sync of a DNS cluster", () => {
  const syncKey = { ...keys.root, id: 'SYNC'.padEnd(20, '0') };

  it('of many domains passes, three calls for each in a row, while another address that sends as much without a key is limited', async () => {
    await open({ limits: { failures, address: { calls: 120, perMs: 60_000 }, key: { calls: 6000, perMs: 60_000 } } });
    const { url } = site.gateway;
    const sync: number[] = [];
    const stranger: number[] = [];
    for (let count = 0; count < Math.max(180, propertyRuns(900)); count += 1) {
      const body = { ...callWith(keys.root, 'v-list-users'), returncode: 'yes' };
      sync.push((await post(url, body, { headers: { 'x-forwarded-for': '192.0.2.1' } })).status);
      const other = callWith(syncKey, 'v-list-users');
      stranger.push((await post(url, other, { headers: { 'x-forwarded-for': '192.0.2.2' } })).status);
    }
    expect(new Set(sync)).toEqual(new Set([200]));
    expect(new Set(stranger)).toEqual(new Set([401, 429]));
    expect(stranger.filter((status) => status === 401).length).toBe(5);
  });
});

describe("the body as a shell's return value", () => {
  it.each<readonly [string, Readonly<Record<string, string>>, readonly string[], readonly number[]]>([
    ['where the bare exit code was asked for', { returncode: 'yes' }, ['9', '14'], [9, 14]],
    [
      'where it was not',
      {},
      [
        'Error: Authentication failed',
        'Error: Too many failed attempts, try again in N seconds',
        'Error: Too many requests, try again in N seconds',
      ],
      [2],
    ],
  ])('is a failure at every level that an address of the list reaches, %s', async (_, dialect, kinds, values) => {
    await open({
      clients: {
        allow: { everyone: false, inherit: false, set: AddressSet.of(['127.0.0.0/8']) },
        trustedProxies: AddressSet.empty,
      },
      limits: { failures, address: { calls: 20, perMs: 60_000 } },
    });
    const body = { ...callWith(wrong, 'v-list-mail-domains', 'alice'), ...dialect };
    const bodies: string[] = [];
    for (let count = 0; count < 350; count += 1) bodies.push((await post(site.gateway.url, body)).body);
    expect([...new Set(bodies.map((each) => each.replace(/[0-9]+ seconds$/, 'N seconds')))]).toEqual(kinds);
    expect(new Set([...new Set(bodies)].map(returned))).toEqual(new Set(values));
  });
});

describe('every answer', () => {
  it('tells the limit that is reached first, under the name that its refusal has', async () => {
    await open({ limits: { failures, key: { calls: 3, perMs: 60_000 }, address: { calls: 50, perMs: 30_000 } } });
    const good = await use('192.0.2.1');
    expect([good.headers['ratelimit-policy'], good.headers['ratelimit']]).toEqual(['"key_rate";q=3;w=60', '"key_rate";r=2;t=60']);
    const bad = await guess('192.0.2.1');
    expect([bad.headers['ratelimit-policy'], bad.headers['ratelimit']]).toEqual([
      '"address_rate";q=50;w=30',
      '"address_rate";r=49;t=30',
    ]);
    await use('192.0.2.1');
    await use('192.0.2.1');
    const last = await use('192.0.2.1');
    expect([last.status, last.headers['ratelimit'], last.headers['retry-after']]).toEqual([429, '"key_rate";r=0;t=60', '60']);
  });
});

/** Twenty failed logins, each with another key. */
async function ban(from: string): Promise<void> {
  for (let count = 0; count < 20; count += 1) await guess(from, { ...wrong, id: `K${String(count).padStart(19, '0')}` });
}

/** What a shell makes of a body that a function returns with, as the panel's own client does. */
function returned(body: string): number | null {
  return spawnSync('bash', ['-c', 'answer() { return $1; }; answer "$1" 2>/dev/null', 'bash', body]).status;
}
