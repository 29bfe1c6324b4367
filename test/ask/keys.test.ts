import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Reply } from '../support/http-client.ts';
import { ManualClock } from '../support/manual-clock.ts';
import { apiKey, callWith, keys, openSite, type Site } from '../support/site.ts';
import type { RecordedKey } from '../support/transcripts.ts';
import { answerWith } from '../support/recording-panel.ts';
import { type AskedGateway, openAskedGateway } from './asked-gateway.ts';

const dayMs = 86_400_000;
let site: Site;
let clock: ManualClock;
let gateway: AskedGateway;
beforeEach(async () => {
  site = await openSite();
  clock = new ManualClock();
  gateway = await openAskedGateway(site, { clock, panel: { auth: { apiKeys: 'allow' } } });
});
afterEach(async () => {
  await gateway.stop();
  await site.close();
});

const call = (by: RecordedKey, command: string, from = '127.0.0.1'): Promise<Reply> =>
  gateway.send(from, callWith(by, command, by.user));
const withApiKey = (hash: string, from: string): Promise<Reply> =>
  gateway.send(from, { hash, cmd: 'v-list-users', arg1: 'json' });

const idOf = (out: string): readonly string[] => out.match(/^\w{20}(?= )/gm) ?? [];

describe('hearthgate keys', () => {
  test('shows what each key may run, when it was used, and from where', async () => {
    expect((await call(keys.alice, 'v-list-mail-domains')).status).toBe(200);
    await call(keys.alice, 'v-list-mail-domains', '127.0.0.2');
    await call(keys.alice, 'v-delete-user', '127.0.0.3');
    clock.advance(3000);
    await call({ ...keys.billing, secret: 'x'.repeat(40) }, 'v-list-users', '127.0.0.9');
    const { code, out, err } = await gateway.hearthgate('keys');
    expect([code, err]).toEqual([0, '']);
    await expect(out).toMatchFileSnapshot('../golden/keys.txt');
    await expect(await gateway.page('/keys')).toMatchFileSnapshot('../golden/keys.json');
    expect(out.split('\n').filter((line) => line.length > 80)).toEqual([]);
  });

  test('shows those that were not used of late, and says where the record is too young to tell', async () => {
    await call(keys.alice, 'v-list-mail-domains');
    clock.advance(20 * dayMs);
    await gateway.hearthgate('keys');
    const ten = (await gateway.hearthgate('keys', '--unused', '10d')).out;
    expect([idOf(ten).includes(keys.alice.id), ten.includes('younger')]).toEqual([true, false]);
    const ninety = (await gateway.hearthgate('keys', '--unused', '90d')).out;
    expect([idOf(ninety).includes(keys.alice.id), ninety.includes('younger')]).toEqual([false, true]);
    expect(idOf(ninety)).toContain(keys.root.id);
    expect((await gateway.hearthgate('keys', '--panel', 'other')).out).toContain('no such key');
  });

  test('shows who uses credentials that are deprecated, without a secret, and nothing of those that nobody has', async () => {
    expect((await gateway.hearthgate('keys', '--deprecated')).out).toContain('no API key and no password was used');
    await withApiKey('y'.repeat(31), '127.0.0.8');
    expect((await gateway.hearthgate('keys', '--deprecated')).out).toContain('no API key and no password was used');
    site.panel.setAnswer(() => answerWith({ headers: [['Content-Type', 'text/html; charset=UTF-8']], body: '{}' }));
    expect((await withApiKey(apiKey, '127.0.0.7')).status).toBe(200);
    const { code, out } = await gateway.hearthgate('keys', '--deprecated');
    expect([code, out.includes(apiKey)]).toEqual([0, false]);
    await expect(out).toMatchFileSnapshot('../golden/keys-deprecated.txt');
  });
});
