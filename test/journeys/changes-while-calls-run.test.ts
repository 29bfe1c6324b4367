import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { holdCall } from '../support/hold-call.ts';
import { post } from '../support/http-client.ts';
import { callWith, keys, openSite, type Site } from '../support/site.ts';
import { until } from '../support/until.ts';

// The administrator changes keys, profiles, users and switches while calls run. Each change comes into force, and a call is
// judged to its end by the state that it arrived under, never by a mixture of two.

let site: Site;
beforeEach(async () => {
  site = await openSite();
});
afterEach(() => site.close());

const aliceLists = callWith(keys.alice, 'v-list-mail-domains', 'alice');

/** Calls again and again until the answer has this status. */
function answered(call: Record<string, string>, wanted: number): Promise<void> {
  return until(async () => (await post(site.gateway.url, call)).status === wanted);
}

describe('while calls run', () => {
  it('a key that is deleted is unknown, and one that is made again works', async () => {
    expect((await post(site.gateway.url, aliceLists)).status).toBe(200);
    site.folder.removeKey(keys.alice.id);
    await answered(aliceLists, 401);
    site.folder.writeKey(keys.alice);
    await answered(aliceLists, 200);
  });

  it('a profile that loses a command no longer allows it', async () => {
    expect((await post(site.gateway.url, aliceLists)).status).toBe(200);
    site.folder.writeProfile('mail-accounts', { role: 'user', commands: ['v-list-mail-accounts'] });
    await answered(aliceLists, 401);
  });

  it('a user that is suspended is refused, and back afterwards', async () => {
    expect((await post(site.gateway.url, aliceLists)).status).toBe(200);
    site.folder.writeUser('alice', 'suspended');
    await answered(aliceLists, 401);
    site.folder.writeUser('alice', 'active');
    await answered(aliceLists, 200);
  });

  it('the switch of the API is obeyed', async () => {
    expect((await post(site.gateway.url, aliceLists)).status).toBe(200);
    site.folder.writeConf({ API: 'yes', API_SYSTEM: '0', API_ALLOWED_IP: 'allow-all', ROOT_USER: 'admin' });
    await answered(aliceLists, 400);
  });
});

describe('a call that has arrived', () => {
  it('before its key was deleted is judged by the state that it arrived under', async () => {
    const held = await holdCall(site.gateway.url, aliceLists);
    site.folder.removeKey(keys.alice.id);
    await answered(aliceLists, 401);
    expect((await held.finish()).status).toBe(200);
    expect((await post(site.gateway.url, aliceLists)).status).toBe(401);
  });

  it('before its key was made is refused, though the key is there by now', async () => {
    site.folder.removeKey(keys.alice.id);
    await answered(aliceLists, 401);
    const held = await holdCall(site.gateway.url, aliceLists);
    site.folder.writeKey(keys.alice);
    await answered(aliceLists, 200);
    expect((await held.finish()).status).toBe(401);
  });
});
