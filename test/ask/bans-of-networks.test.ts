import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { ManualClock } from '../support/manual-clock.ts';
import { type RedisServer, startRedisServer } from '../support/redis-server.ts';
import { describeWith } from '../support/servers.ts';
import { keys, openSite, type Site } from '../support/site.ts';
import { until } from '../support/until.ts';
import { type AskedGateway, openAskedGateway } from './asked-gateway.ts';

let site: Site;
beforeAll(async () => {
  site = await openSite();
});
afterAll(() => site.close());

describe('bans of networks', () => {
  let clock: ManualClock;
  let gateway: AskedGateway;
  beforeEach(async () => {
    clock = new ManualClock();
    const settings = { clients: { allow: ['127.0.0.0/8'], neverBan: ['127.3.0.1', '2001:db8:5::1'] } };
    gateway = await openAskedGateway(site, { clock, settings });
  });
  afterEach(() => gateway.stop());

  const said = async (...args: readonly string[]): Promise<string> => {
    const { code, out, err } = await gateway.hearthgate(...args);
    return `${code} ${out}${err}`;
  };
  const auditLines = (): readonly string[] =>
    readFileSync(join(gateway.folder, 'audit.log'), 'utf8')
      .split('\n')
      .filter((line) => line.includes('banned"'));

  test('refuse everybody who is in it until they end, and nobody else', async () => {
    expect(await said('bans', 'add', '127.9.0.0/16', '--for', '2h')).toBe('0 127.9.0.0/16 is banned for 2h\n');
    for (const [from, status] of [
      ['127.9.0.0', 429],
      ['127.9.255.255', 429],
      ['127.8.255.255', 200],
      ['127.10.0.1', 200],
    ] as const)
      expect([from, (await gateway.call(from)).status]).toEqual([from, status]);
    expect(await said('bans', 'remove', '127.9.1.1')).toBe(
      '1 127.9.1.1 was not banned\nat panel main it is banned still, by 127.9.0.0/16, for 2h\n',
    );
    expect(await said('bans', 'remove', '127.9.0.0/16')).toBe('0 1 ban of 127.9.0.0/16 ended\n');
    expect(await said('bans', 'remove', '127.9.0.0/16')).toBe('1 127.9.0.0/16 was not banned\n');
    expect((await gateway.call('127.9.0.1')).status).toBe(200);
    await gateway.hearthgate('bans', 'add', '127.9.0.0/16', '--for', '1m');
    clock.advance(60_001);
    expect((await gateway.call('127.9.0.1')).status).toBe(200);
  });

  test('are refused where they have too much of the Internet, or somebody who is never banned, or whose key worked', async () => {
    for (const network of ['0.0.0.0/0', '128.0.0.0/1', '::/0', '2000::/15', '::ffff:0:0/96'])
      expect([network, await said('bans', 'add', network)]).toEqual([
        network,
        expect.stringMatching(/^71 .*a network has at least 8 bits/),
      ]);
    for (const network of ['127.3.0.0/16', '2001:db8::/32'])
      expect(await said('bans', 'add', network)).toMatch(/^71 .*clients\.neverBan names it, or part of it\n$/);
    expect((await gateway.call('127.4.0.1')).status).toBe(200);
    expect(await said('bans', 'add', '127.4.0.0/16')).toMatch(/^71 .*a key was used with success from there within 30 days/);
    expect(await said('bans', 'list')).toBe('0 no ban runs\n');
    expect((await gateway.call('127.4.0.1')).status).toBe(200);
    expect(await said('bans', 'add', '127.4.0.0/16', '--with-known')).toBe('0 127.4.0.0/16 is banned for 1h\n');
    expect((await gateway.call('127.4.0.1')).status).toBe(429);
  });

  test('are listed with their notes, exported, and each ended by what the list says', async () => {
    for (let count = 0; count < 5; count += 1) await gateway.call('127.0.0.9', 'x'.repeat(40));
    await gateway.hearthgate('bans', 'add', '127.9.0.0/16', '--for', '2h', '--note', 'guesses keys, ticket 4711');
    const long = 'a note that does not fit on one line of a terminal, because somebody had much to say about this network';
    await gateway.hearthgate('bans', 'add', '2001:db9::/40', '--for', '7d', '--note', long);
    await gateway.hearthgate('bans', 'add', '2001:db8:9:8:7::1', '--panel', 'main');
    const { out } = await gateway.hearthgate('bans', 'list');
    await expect(out).toMatchFileSnapshot('../golden/bans-list.txt');
    expect(out.split('\n').filter((line) => line.length > 80)).toEqual([]);
    await expect(await gateway.page('/bans')).toMatchFileSnapshot('../golden/bans-list.json');
    await expect((await gateway.hearthgate('bans', 'export')).out).toMatchFileSnapshot('../golden/bans-export.jsonl');
    for (const banned of ['127.9.0.0/16', '2001:db9::/40', '2001:db8:9:8::/64']) {
      expect(out).toContain(` ${banned} `);
      expect(await said('bans', 'remove', banned)).toBe(`0 1 ban of ${banned} ended\n`);
    }
    expect(out).toContain(` ${keys.alice.id} 127.0.0.9 `);
    expect(await said('bans', 'remove', keys.alice.id, '127.0.0.9')).toBe(`0 1 ban of ${keys.alice.id} 127.0.0.9 ended\n`);
    expect(await said('bans', 'remove', keys.alice.id, '127.0.0.9')).toBe(`1 ${keys.alice.id} 127.0.0.9 was not banned\n`);
    expect(await said('bans', 'list')).toBe('0 no ban runs\n');
  });

  test('stand in the audit log with their notes', async () => {
    await gateway.hearthgate('bans', 'add', '127.9.0.0/16', '--note', 'guesses keys');
    await gateway.hearthgate('bans', 'remove', '127.9.0.0/16', '--panel', 'main');
    await until(() => auditLines().length === 2);
    const withoutSeals = auditLines().map((line) => line.replace(/,"run":.*/, '}'));
    expect(withoutSeals).toEqual([
      '{"time":"2027-01-15T08:16:40.000Z","event":"banned","banned":"127.9.0.0/16","seconds":3600,"note":"guesses keys","by":"commands"}',
      '{"time":"2027-01-15T08:16:40.000Z","event":"unbanned","panel":"main","banned":"127.9.0.0/16","ended":1,"by":"commands"}',
    ]);
  });

  test('are imported as they were exported, as often as one likes', async () => {
    await gateway.hearthgate('bans', 'add', '127.9.0.0/16', '--for', '2h', '--note', 'guesses keys');
    await gateway.hearthgate('bans', 'add', '127.8.0.1', '--for', '1h');
    const { out: exported } = await gateway.hearthgate('bans', 'export');
    const { out: listed } = await gateway.hearthgate('bans', 'list');
    for (const banned of ['127.9.0.0/16', '127.8.0.1']) await gateway.hearthgate('bans', 'remove', banned);
    const file = join(gateway.folder, 'bans.jsonl');
    writeFileSync(file, exported);
    for (let times = 0; times < 2; times += 1) {
      expect(await said('bans', 'import', file)).toBe('0 2 bans are in force\n');
      expect((await gateway.hearthgate('bans', 'list')).out).toBe(listed);
    }
    clock.advance(3_600_001);
    expect(await said('bans', 'import', file)).toBe('0 1 ban is in force, 1 had ended before\n');
  });

  test('are not imported from a file with faults, of which each is told with its line', async () => {
    const file = join(gateway.folder, 'bans.jsonl');
    writeFileSync(
      file,
      [
        '# comment',
        '{"banned":"127.9.0.0/16","until":"2027-06-01T00:00:00Z"}',
        'no JSON',
        '{"banned":"127.9.0.1/16","until":"soon","why":"?"}',
        '',
        '{"banned":"127.9.0.1","until":"2027-06-01T00:00:00Z","note":"","panel":7}',
      ].join('\n'),
    );
    const { code, out, err } = await gateway.hearthgate('bans', 'import', file);
    expect([code, out]).toEqual([65, '']);
    await expect(err.replace(file, 'bans.jsonl')).toMatchFileSnapshot('../golden/bans-import-faults.txt');
    expect(await said('bans', 'list')).toBe('0 no ban runs\n');
  });

  test('are imported but for those that the gateway refuses, which are told with their lines', async () => {
    const file = join(gateway.folder, 'bans.jsonl');
    const end = '"until":"2027-06-01T00:00:00Z"';
    writeFileSync(
      file,
      `{"banned":"127.3.0.0/16",${end}}\n{"banned":"127.9.0.1",${end}}\n{"banned":"127.9.0.2",${end},"panel":"two"}\n`,
    );
    const { code, out, err } = await gateway.hearthgate('bans', 'import', file);
    expect([code, out]).toEqual([1, '1 ban is in force, 2 refused\n']);
    expect(err).toBe(
      `${file}:1: 127.3.0.0/16 is not banned: clients.neverBan names it, or part of it\n${file}:3: expected the name of a panel of the gateway, found "two"\n`,
    );
  });

  test('survive a restart with their notes', async () => {
    await gateway.hearthgate('bans', 'add', '127.9.0.0/16', '--for', '2h', '--note', 'guesses keys');
    const { out } = await gateway.hearthgate('bans', 'list');
    await gateway.restart();
    expect((await gateway.hearthgate('bans', 'list')).out).toBe(out);
    expect((await gateway.call('127.9.0.1')).status).toBe(429);
  });
});

describe('bans at one panel', () => {
  test('do not hold at another', async () => {
    const panels = ['one', 'two'].map((name) => ({
      name,
      hosts: [`${name}.example`],
      url: site.panel.origin,
      state: { files: site.folder.root },
    }));
    const gateway = await openAskedGateway(site, { clock: new ManualClock(), settings: { panels } });
    expect((await gateway.hearthgate('bans', 'add', '127.9.0.0/16', '--panel', 'two')).out).toBe(
      'panel two: 127.9.0.0/16 is banned for 1h\n',
    );
    expect((await gateway.hearthgate('bans', 'list')).out).toMatch(/^panel .*\ntwo .*\n$/);
    expect((await gateway.hearthgate('bans', 'list', '--panel', 'one')).out).toBe('no ban runs\n');
    expect((await gateway.hearthgate('bans', 'remove', '127.9.0.0/16', '--panel', 'one')).code).toBe(1);
    expect((await gateway.hearthgate('bans', 'remove', '127.9.0.0/16', '--panel', 'two')).code).toBe(0);
    await gateway.stop();
  });
});

describeWith('redis-server', 'bans of networks with Redis', () => {
  let redis: RedisServer;
  beforeEach(async () => {
    redis = await startRedisServer();
  });
  afterEach(() => redis.stop());

  test('hold at every gateway, with their notes; while Redis is away at the one that was asked, which says so', async () => {
    const settings = { store: { redis: { url: redis.url } } };
    const [one, other] = [await openAskedGateway(site, { settings }), await openAskedGateway(site, { settings })];
    try {
      const add = await one.hearthgate('bans', 'add', '127.9.0.0/16', '--for', '30d', '--note', 'guesses keys');
      expect(add.out).toBe('127.9.0.0/16 is banned for 30d\n');
      await until(async () => (await other.hearthgate('bans', 'list')).out.includes('127.9.0.0/16'));
      expect((await other.hearthgate('bans', 'list')).out).toContain('\n    guesses keys\n');
      expect((await other.call('127.9.0.1')).status).toBe(429);
      redis.pause();
      await until(() => one.log.some((line) => line.includes('Redis does not answer')));
      expect((await one.hearthgate('bans', 'add', '127.8.0.0/16')).out).toMatch(
        /is banned for 1h\nRedis does not answer: on this gateway alone/,
      );
      expect((await one.hearthgate('bans', 'remove', '127.9.0.0/16')).out).toMatch(
        /ended\nRedis does not answer: on this gateway alone/,
      );
      expect((await one.hearthgate('bans', 'list')).out).toMatch(
        /\nRedis does not answer: these bans are known to this gateway alone\n$/,
      );
      redis.resume();
      // What one has changed meanwhile is told to the other.
      await until(async () => {
        const { out } = await other.hearthgate('bans', 'list');
        return out.includes('127.8.0.0/16') && !out.includes('127.9.0.0/16');
      });
    } finally {
      await Promise.all([one.stop(), other.stop()]);
    }
  });
});
