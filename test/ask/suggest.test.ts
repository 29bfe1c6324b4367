import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { ManualClock } from '../support/manual-clock.ts';
import { callWith, keys, openSite, type Site } from '../support/site.ts';
import { type AskedGateway, openAskedGateway } from './asked-gateway.ts';

const dayMs = 86_400_000;
let site: Site;
let clock: ManualClock;
let gateways: AskedGateway[] = [];
beforeEach(async () => {
  site = await openSite();
  clock = new ManualClock();
  gateways = [await openAskedGateway(site, { clock })];
});
afterEach(async () => {
  for (const gateway of gateways) await gateway.stop();
  await site.close();
});

type Sent = readonly [from: string, command: string, ...args: readonly string[]];
const traffic: readonly Sent[] = [
  ['127.0.0.1', 'v-list-users', 'json'],
  ['127.0.0.1', 'v-list-users', 'json'],
  ['127.0.0.1', 'v-list-users', 'json'],
  ['127.0.0.2', 'v-add-user', 'carol', 'password', 'carol@example.com'],
  ['127.0.0.2', 'v-delete-user', 'carol'],
  ['127.0.0.3', 'v-make-tmp-file', 'content', 'name'],
];

async function send(gateway: AskedGateway, [from, command, ...args]: Sent): Promise<number> {
  return (await gateway.send(from, callWith(keys.root, command, ...args))).status;
}

async function sendAll(gateway: AskedGateway): Promise<readonly number[]> {
  const statuses: number[] = [];
  for (const each of traffic) statuses.push(await send(gateway, each));
  return statuses;
}

const all200 = traffic.map(() => 200);

describe('hearthgate suggest', () => {
  test('prints files under which every accepted call works again, and nothing else does', async () => {
    const [first] = gateways;
    if (first === undefined) throw new Error('no gateway');
    expect(await sendAll(first)).toEqual(all200);
    await send(first, ['127.0.0.9', 'v-no-such-command']);
    clock.advance(40 * dayMs);
    const { code, out, err } = await first.hearthgate('suggest', '--key', keys.root.id);
    expect([code, err]).toEqual([0, '']);
    await expect(out).toMatchFileSnapshot('../golden/suggest.txt');
    await expect(await first.page(`/suggest?key=${keys.root.id}`)).toMatchFileSnapshot('../golden/suggest.json');
    await expect((await first.hearthgate('suggest', '--key', keys.root.id, '--diff')).out).toMatchFileSnapshot(
      '../golden/suggest-diff.txt',
    );

    const profile = out.split('\n').filter((line) => /^(?:ROLE|COMMANDS)=/.test(line));
    writeFileSync(join(site.folder.root, 'data', 'api', 'suggested'), `${profile.join('\n')}\n`);
    site.folder.writeKey({ ...keys.root, permissions: 'suggested' });
    const settings: unknown = parse(out.slice(out.indexOf('clients:')));
    const second = await openAskedGateway(site, { clock: new ManualClock(), settings: Object(settings) });
    gateways.push(second);
    expect(await sendAll(second)).toEqual(all200);
    // The refused call had its place in the rate, too.
    expect(await send(second, ['127.0.0.1', 'v-list-users', 'json'])).toBe(200);
    expect(await send(second, ['127.0.0.1', 'v-list-users', 'json'])).toBe(429);
    expect(await send(second, ['127.0.0.9', 'v-list-users', 'json'])).toBe(401);
    const third = await openAskedGateway(site, { clock: new ManualClock(), settings: Object(settings) });
    gateways.push(third);
    expect(await send(third, ['127.0.0.1', 'v-list-user', 'admin'])).toBe(401);
  });

  test('warns where the record is young, and of commands that were seen seldom', async () => {
    const [first] = gateways;
    if (first === undefined) throw new Error('no gateway');
    await sendAll(first);
    const { out } = await first.hearthgate('suggest', '--key', keys.root.id);
    expect(out).toMatch(/^# Careful: the record is 0 days old/m);
    expect(out.match(/\(seldom\)$/gm)).toHaveLength(3);
    clock.advance(35 * dayMs);
    expect((await first.hearthgate('suggest', '--key', keys.root.id)).out).not.toContain('Careful');
  });

  test('shows what a key of profiles may run and does not use', async () => {
    const [first] = gateways;
    if (first === undefined) throw new Error('no gateway');
    await first.call('127.0.0.1');
    const { out } = await first.hearthgate('suggest', '--key', keys.alice.id, '--diff');
    expect(out.match(/^- v-.*$/gm)).toHaveLength(20);
    expect(out).not.toContain('- v-list-mail-domains\n');
  });

  test('has nothing to suggest for a key without an accepted call, and says where no panel has the key', async () => {
    const [first] = gateways;
    expect(await first?.hearthgate('suggest', '--key', keys.bob.id)).toMatchObject({
      code: 1,
      out: expect.stringContaining('there is nothing to suggest'),
    });
    expect(await first?.hearthgate('suggest', '--key', 'Z'.repeat(20))).toMatchObject({
      code: 1,
      out: 'no panel has such a key\n',
    });
    expect((await first?.hearthgate('suggest', '--key', 'nobody'))?.code).toBe(64);
  });
});
