import { mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it, onTestFinished } from 'vitest';
import { AddressSet } from '../../src/domain/address/address-set.ts';
import { AdminSocket } from '../support/admin-socket.ts';
import { policyWith } from '../support/facts.ts';
import { post, type Reply } from '../support/http-client.ts';
import { ManualClock } from '../support/manual-clock.ts';
import { callWith, keys, openSite, type Site, type SiteOptions } from '../support/site.ts';

// A key that was used with success from somewhere is not locked out there by what others do behind the same address or in the same network. What
// is refused on arrival elsewhere is read there, and the pair of key and prefix alone decides.

const { failures } = policyWith().limits;
const perMs = 60_000;
const owner = '2001:db8:0:1::1';
const neighbour = '2001:db8:0:1::2';
const wrong = { ...keys.alice, secret: 'x'.repeat(40) };

let site: Site;
afterEach(() => site.close());

async function open({ clients, limits, ...options }: SiteOptions = {}): Promise<void> {
  site = await openSite({
    // So that no window ends while a test asks.
    clock: new ManualClock(),
    clients: { trustedProxies: AddressSet.of(['127.0.0.1']), ...clients },
    limits: { failures, ...limits },
    ...options,
  });
}

function call(from: string, key = keys.alice): Promise<Reply> {
  return post(site.gateway.url, callWith(key, 'v-list-mail-domains', 'alice'), { headers: { 'x-forwarded-for': from } });
}

/** What becomes of calls, one after the other: status and reason. */
async function outcomes(...calls: readonly (readonly [from: string, key?: typeof wrong])[]): Promise<readonly unknown[]> {
  const told: unknown[] = [];
  for (const [from, key] of calls) {
    const { status } = await call(from, key);
    const result = site.gateway.outcomes.at(-1)?.result;
    told.push(result?.kind === 'refused' ? `${status} ${result.denial.reason}` : status);
  }
  return told;
}

/** Failed logins with ids that nobody has. */
async function guess(times: number, addressOf: (count: number) => string): Promise<void> {
  for (let count = 0; count < times; count += 1) {
    await call(addressOf(count), { ...wrong, id: `K${String(count).padStart(19, '0')}` });
  }
}

describe('an owner whose key worked from there', () => {
  it('goes on in a network that failures elsewhere in it have banned; nobody else does', async () => {
    await open();
    expect((await call(owner)).status).toBe(200);
    await guess(80, (count) => `2001:db8:0:a${count.toString(16)}::1`);
    expect(await outcomes([owner], ['2001:db8:0:2::1'], ['2001:db8:0:2::1', wrong], [neighbour, keys.root])).toEqual([
      200,
      '429 address_banned',
      '429 address_banned',
      '429 address_banned',
    ]);
  });

  it('goes on at an address that failures have banned; nobody else does', async () => {
    await open();
    await call(owner);
    await guess(20, () => neighbour);
    expect(await outcomes([owner], [neighbour], [owner, keys.root], [owner, { ...keys.root, secret: 'x'.repeat(40) }])).toEqual([
      200,
      200,
      '429 address_banned',
      '429 address_banned',
    ]);
  });

  it('goes on where strangers have used up the rate of its address; nobody else does', async () => {
    await open({ limits: { address: { calls: 5, perMs } } });
    await call(owner);
    for (let count = 0; count < 5; count += 1) await post(site.gateway.url, '', { headers: { 'x-forwarded-for': neighbour } });
    expect(await outcomes([owner], [owner, keys.root], [owner, { ...wrong, id: 'N'.repeat(20) }])).toEqual([
      200,
      '429 address_rate',
      '429 address_rate',
    ]);
    const health = await post(site.gateway.url, '', { method: 'GET', headers: { 'x-forwarded-for': neighbour } });
    expect([health.status, health.headers['ratelimit']]).toEqual([429, '"address_rate";r=0;t=60']);
  });

  it('is locked out by whoever uses up the pair from behind the same prefix, and by nothing else', async () => {
    await open();
    await call(owner);
    const guesses = Array.from({ length: 6 }, () => [neighbour, wrong] as const);
    expect(await outcomes(...guesses, [owner], ['198.51.100.7'])).toEqual([
      ...Array<string>(5).fill('401 secret_wrong'),
      '429 address_banned',
      '429 address_banned',
      200,
    ]);
  });

  it('may connect where its address has been refused so often that connections from it are closed', async () => {
    const from = '127.0.0.9';
    await open({ clients: { trustedProxies: AddressSet.empty }, limits: { address: { calls: 5, perMs } } });
    const { url } = site.gateway;
    const use = (address: string): Promise<Reply> => post(url, callWith(keys.root, 'v-list-users'), { from: address });
    expect((await use(from)).status).toBe(200);
    for (const address of [from, '127.0.0.10']) {
      for (let count = 0; count < 310; count += 1) await post(url, '', { method: 'GET', from: address }).catch(() => 'closed');
    }
    expect((await use(from)).status).toBe(200);
    expect((await post(url, '', { method: 'GET', from })).status).toBe(429);
    await expect(use('127.0.0.10')).rejects.toThrow(/ECONNRESET|socket hang up/);
  });
});

describe('what is decided by hand', () => {
  it('refuses an owner on arrival: a ban', async () => {
    const admin = new AdminSocket();
    await open({ settings: admin.settings });
    await call(owner);
    await admin.ban(owner);
    expect(await outcomes([owner])).toEqual(['429 address_banned']);
    expect(site.gateway.outcomes.at(-1)).toMatchObject({ call: undefined });
  });

  it('refuses an owner on arrival: an address that is denied', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'owners-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const deny = join(folder, 'deny');
    writeFileSync(deny, '# nobody\n');
    await open({ panel: { addressFiles: { deny } }, lookAtListsEveryMs: 20 });
    expect((await call(owner)).status).toBe(200);
    writeFileSync(`${deny}.new`, `${owner}\n`);
    renameSync(`${deny}.new`, deny);
    await expect.poll(async () => (await call(owner)).status).toBe(401);
    expect(site.gateway.outcomes.at(-1)).toMatchObject({
      call: undefined,
      result: { denial: { reason: 'address_not_allowed' } },
    });
  });
});
