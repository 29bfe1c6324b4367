import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { run } from '../../src/cli/run.ts';
import { readSettingsFile } from '../../src/config/resolve/read-settings-file.ts';
import { systemClock } from '../../src/domain/clock.ts';
import { createGateway, type Gateway } from '../../src/gateway.ts';
import { post, type Reply } from '../support/http-client.ts';
import { callWith, keys, openSite, type Site } from '../support/site.ts';
import { captureTerminal } from '../cli/capture-terminal.ts';

const ignore = (): void => undefined;
let folder = '';
let file = '';
let site: Site;
let gateway: Gateway;
let url = '';

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'hearthgate-bans-'));
  file = join(folder, 'gateway.yaml');
  site = await openSite();
  writeFileSync(
    file,
    JSON.stringify({
      data: folder,
      listen: [{ port: 0, plaintext: true }],
      admin: { socket: 'admin.sock' },
      clients: { allow: ['127.0.0.0/8'] },
      panels: [{ url: site.panel.origin, state: { files: site.folder.root } }],
      audit: { file: 'audit.log' },
    }),
  );
  const settings = await readSettingsFile(file, {});
  gateway = createGateway(settings, { clock: systemClock, log: { debug: ignore, info: ignore, warn: ignore, error: ignore } });
  [url = ''] = await gateway.start();
});
afterEach(async () => {
  await gateway.stop();
  await site.close();
  rmSync(folder, { recursive: true });
});

async function hearthgate(
  ...args: readonly string[]
): Promise<{ readonly code: number; readonly out: string; readonly err: string }> {
  const terminal = captureTerminal();
  const code = await run([...args, '--config', file], terminal);
  return { code, out: terminal.out(), err: terminal.err() };
}

const call = (from: string, secret = keys.alice.secret): Promise<Reply> =>
  post(url, callWith({ ...keys.alice, secret }, 'v-list-mail-domains', 'alice'), { from });

describe('hearthgate bans', () => {
  test('lists none where none runs', async () => {
    expect(await hearthgate('bans', 'list')).toEqual({ code: 0, out: 'no ban runs\n', err: '' });
  });

  test('bans an address, lists it, and ends it: each is in force at once', async () => {
    expect((await hearthgate('bans', 'add', '127.0.0.9', '--for', '2h')).out).toBe('127.0.0.9 is banned for 2h\n');
    expect((await call('127.0.0.9')).status).toBe(429);
    expect((await call('127.0.0.1')).status).toBe(200);
    expect((await hearthgate('bans', 'list')).out).toMatch(
      /^panel {2}banned +cause +expires in {2}consecutive\nmain +127\.0\.0\.9 {2}manual +(2h|1h 59m) +1\n$/,
    );
    expect((await hearthgate('bans', 'remove', '127.0.0.9')).out).toBe('1 ban of 127.0.0.9 ended\n');
    expect((await call('127.0.0.9')).status).toBe(200);
    expect((await hearthgate('bans', 'remove', '127.0.0.9')).out).toBe('127.0.0.9 was not banned\n');
  });

  test('lists a key that is refused from everywhere but where it worked, and lets it be used again', async () => {
    expect((await call('127.0.0.1')).status).toBe(200);
    for (let count = 0; count < 50; count += 1) await call(`127.0.1.${count}`, 'x'.repeat(40));
    expect([(await call('127.0.0.1')).status, (await call('127.0.0.2')).status]).toEqual([200, 429]);
    expect((await hearthgate('bans', 'list')).out).toMatch(/^main +ALICE0{15} +key +(24h|1d|23h 59m) +1$/m);
    expect((await hearthgate('bans', 'remove', keys.alice.id)).out).toMatch(/^1 ban of ALICE0{15} ended/);
    expect([(await call('127.0.0.2')).status, (await hearthgate('bans', 'list')).out]).toEqual([200, 'no ban runs\n']);
  });

  test('ends the ban of a key from an address with those of the address', async () => {
    for (let count = 0; count < 5; count += 1) await call('127.0.0.9', 'x'.repeat(40));
    expect((await call('127.0.0.9')).status).toBe(429);
    expect((await hearthgate('bans', 'list')).out).toMatch(/main +ALICE0{15} 127\.0\.0\.9 {2}pair /);
    expect((await hearthgate('bans', 'remove', '127.0.0.9')).out).toBe('1 ban of 127.0.0.9 ended\n');
    expect((await call('127.0.0.9')).status).toBe(200);
  });

  test('shows an IPv6 prefix as people write it, and takes it back so', async () => {
    await hearthgate('bans', 'add', '2001:db8:1:2::7');
    expect((await hearthgate('bans', 'list')).out).toMatch(/\nmain +2001:db8:1:2::\/64 +manual /);
    expect((await hearthgate('bans', 'remove', '2001:db8:1:2::/64')).out).toBe('1 ban of 2001:db8:1:2::/64 ended\n');
    expect((await hearthgate('bans', 'list')).out).toBe('no ban runs\n');
  });

  test('forgets the failures of a key, so that its owner may go on from everywhere', async () => {
    for (let count = 0; count < 60; count += 1) await call(`127.0.1.${count + 1}`, 'x'.repeat(40));
    expect((await call('127.0.2.1')).status).toBe(429);
    expect((await hearthgate('bans', 'remove', keys.alice.id)).out).toBe(`1 ban of ${keys.alice.id} ended\n`);
    expect((await call('127.0.2.1')).status).toBe(200);
    expect((await hearthgate('bans', 'remove', keys.alice.id)).out).toBe(`${keys.alice.id} was not banned\n`);
  });

  test('ends the bans of a key at each address with those of the key, and says where', async () => {
    for (const from of ['127.0.0.8', '127.0.0.9']) for (let count = 0; count < 5; count += 1) await call(from, 'x'.repeat(40));
    expect((await call('127.0.0.9')).status).toBe(429);
    expect((await hearthgate('bans', 'remove', keys.alice.id)).out).toMatch(
      /^2 bans of ALICE0{15} ended: at 127\.0\.0\.[89], at 127\.0\.0\.[89]\n$/,
    );
    expect((await hearthgate('bans', 'list')).out).toBe('no ban runs\n');
    expect((await call('127.0.0.9')).status).toBe(200);
  });

  test.each([
    [keys.alice.id, 3],
    ['127.0.0.9', 3],
    ['127.0.0.8', 0],
  ])('says of %s, which was not banned, that %i failed logins are forgotten', async (who, count) => {
    for (let calls = 0; calls < 3; calls += 1) await call('127.0.0.9', 'x'.repeat(40));
    const forgotten = count === 0 ? '' : `; its ${count} failed logins are forgotten`;
    expect((await hearthgate('bans', 'remove', who)).out).toBe(`${who} was not banned${forgotten}\n`);
    expect((await hearthgate('bans', 'remove', who)).out).toBe(`${who} was not banned\n`);
  });

  test.each([
    ['127.0.0.9', '127.0.0.9'],
    ['2001:db8::1', '2001:db8::/64'],
    ['2001:db8:0:1::/64', '2001:db8:0:1::/64'],
  ])('says what is in force where %s is banned for longer already', async (address, subject) => {
    expect((await hearthgate('bans', 'add', address, '--for', '1h')).out).toBe(`${subject} is banned for 1h\n`);
    expect((await hearthgate('bans', 'add', address, '--for', '7d')).out).toBe(`${subject} is banned for 7d\n`);
    expect((await hearthgate('bans', 'add', address, '--for', '1h')).out).toMatch(
      new RegExp(`^${subject} is banned for (7d|6d 23h): a longer ban was in force already\\n$`),
    );
  });

  test.each(['2001:db8::/130', '2001:db8::1/64', '192.0.2.1/24', '192.0.2.0/', 'nobody'])(
    'takes no %s for a network, and says what is expected',
    async (range) => {
      const { code, out, err } = await hearthgate('bans', 'add', range);
      expect([code, out]).toEqual([64, '']);
      expect(err).toMatch(/^hearthgate: .*(expected an IPv4 or IPv6 address, or a network|did you mean).*\n$/);
      expect((await hearthgate('bans', 'list')).out).toBe('no ban runs\n');
    },
  );

  test('never makes a ban that runs shorter', async () => {
    await hearthgate('bans', 'add', '127.0.0.9', '--for', '2d');
    await hearthgate('bans', 'add', '127.0.0.9', '--for', '1m');
    expect((await hearthgate('bans', 'list')).out).toMatch(/manual +(2d|1d 23h)/);
  });

  test.each([
    [[], 'bans needs list, '],
    [['list', '127.0.0.1'], "unexpected argument '127.0.0.1'"],
    [['add'], 'bans add needs ADDRESS, once'],
    [['add', '127.0.0.1', '127.0.0.2'], "unexpected argument '127.0.0.2'"],
    [['add', '127.0.0.1/8'], '"127.0.0.1/8" has bits set beyond its prefix; did you mean "127.0.0.0/8"?'],
    [['add', '127.0.0.1', '--note', 'two\nlines'], '--note: expected a note of one line, at most 160 characters'],
    [['remove', '127.0.0.1', '127.0.0.2'], 'only a key has a place behind it'],
    [['add', '127.0.0.1', '--for', 'ever'], '--for: expected a duration of at least 1s'],
    [['remove', '127.0.0.1', '--for', '1h'], "unknown option '--for'"],
    [['drop', '127.0.0.1'], 'unknown command "bans drop": bans needs list, '],
  ])('%j is wrong usage', async (args, text) => {
    const { code, out, err } = await hearthgate('bans', ...args);
    expect([code, out]).toEqual([64, '']);
    expect(err).toContain(text);
  });

  test('says where nobody answers', async () => {
    await gateway.stop();
    const { code, err } = await hearthgate('bans', 'list');
    expect([code, err]).toEqual([
      71,
      expect.stringMatching(/^hearthgate: nobody answers at .*admin\.sock .*is the gateway running\?\n$/),
    ]);
    // Once more, for the end of the test.
    gateway = { ...gateway, stop: () => Promise.resolve() };
  });
});

describe('hearthgate limits show', () => {
  test('tells what is counted for an address', async () => {
    for (let count = 0; count < 3; count += 1) await call('127.0.0.9', 'x'.repeat(40));
    const { out } = await hearthgate('limits', 'show', '127.0.0.9');
    expect(out).toMatch(/^panel +counted +used +resets in {2}retry after\n/);
    expect(out).toMatch(/\nmain +address_rate +3 of 120 +(1m|\d+s) +-\n/);
    expect(out).toMatch(/\nmain +failures of address 127\.0\.0\.9 +3 of 20 +- +-\n/);
  });

  test('tells what is counted for a key', async () => {
    await call('127.0.0.1');
    await call('127.0.0.9', 'x'.repeat(40));
    const { out } = await hearthgate('limits', 'show', keys.alice.id);
    expect(out).toMatch(/\nmain +key_rate +1 of 600 +(1m|\d+s) +-\n/);
    expect(out).toMatch(/\nmain +failures of key ALICE0{15} +1 of 50 +- +-\n/);
    expect(out.split('\n').filter((line) => line.length > 80)).toEqual([]);
  });

  test('says what is neither', async () => {
    expect(await hearthgate('limits', 'show', 'nobody')).toEqual({
      code: 64,
      out: '',
      err: 'hearthgate: expected an address, a network, or the id of an access key (20 letters and digits), found "nobody"; see hearthgate limits show --help\n',
    });
    expect((await hearthgate('limits')).code).toBe(64);
  });
});
