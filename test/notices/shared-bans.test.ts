import { afterEach, beforeEach, expect, test } from 'vitest';
import { type AskedGateway, openAskedGateway } from '../ask/asked-gateway.ts';
import { type NoticeReceiver, startNoticeReceiver } from '../support/notice-receiver.ts';
import { type RedisServer, startRedisServer } from '../support/redis-server.ts';
import { describeWith } from '../support/servers.ts';
import { openSite, type Site } from '../support/site.ts';
import { until } from '../support/until.ts';

describeWith('redis-server', 'a ban that two gateways share', () => {
  let redis: RedisServer;
  let site: Site;
  let receiver: NoticeReceiver;
  let gateways: readonly AskedGateway[] = [];
  beforeEach(async () => {
    [redis, site, receiver] = await Promise.all([startRedisServer(), openSite(), startNoticeReceiver(false)]);
    const settings = {
      store: { redis: { url: redis.url } },
      limits: { failures: { pair: { attempts: 2, per: '1h' } } },
    };
    const options = { notices: { url: receiver.url }, settings };
    gateways = await Promise.all([openAskedGateway(site, options), openAskedGateway(site, options)]);
  });
  afterEach(async () => {
    await Promise.all(gateways.map((gateway) => gateway.stop()));
    await Promise.all([redis.stop(), site.close(), receiver.stop()]);
  });

  test('is told by the one that has begun it', async () => {
    const [one, other] = gateways;
    await one?.call('127.0.0.1');
    await other?.call('127.0.0.1');
    for (let tries = 0; tries < 3; tries += 1) await one?.call('127.0.0.1', 'x'.repeat(40));
    await until(() => receiver.received.length === 1);
    await until(async () => (await other?.page('/bans'))?.includes('127.0.0.1') === true);
    // What it would tell of the ban comes before.
    await other?.hearthgate('notices', 'test');
    expect(receiver.received.map(({ notice }) => notice.type)).toEqual(['ban.known_client', 'notices.test']);
  });
});
