import { afterAll, beforeAll, expect, it } from 'vitest';
import { AddressSet } from '../../src/domain/address/address-set.ts';
import { post, type Reply } from '../support/http-client.ts';
import { type RedisServer, startRedisServer } from '../support/redis-server.ts';
import { describeWith } from '../support/servers.ts';
import { callWith, keys, openSite, type Site } from '../support/site.ts';
import { type SlowProxy, startSlowProxy } from '../support/slow-proxy.ts';

// Redis is well, and so far away that what a wrong login needs of it takes longer than one decision may wait.

const timeoutMs = 2000;
const honest = callWith(keys.root, 'v-list-users');
const wrong = callWith({ ...keys.alice, secret: 'x'.repeat(40) }, 'v-list-mail-domains', 'alice');
const from = (address: string): { headers: Record<string, string> } => ({ headers: { 'x-forwarded-for': address } });

describeWith('redis-server', 'a Redis that is far away', () => {
  let server: RedisServer;
  let proxy: SlowProxy;
  let site: Site;

  beforeAll(async () => {
    server = await startRedisServer();
    proxy = await startSlowProxy(server.port);
    site = await openSite({
      clients: { trustedProxies: AddressSet.of(['127.0.0.1']) },
      upstream: { maxCalls: 50, maxQueue: 50 },
      settings: {
        redis: {
          at: { kind: 'single', node: { host: '127.0.0.1', port: proxy.port } },
          tls: undefined,
          username: undefined,
          passwordFile: undefined,
          database: 0,
          prefix: 'hearthgate:',
          timeoutMs,
          onFailure: 'deny',
        },
      },
    });
  });
  afterAll(async () => {
    await site.close();
    await proxy.stop();
    await server.stop();
  });

  it('is not away for anybody else, however many wrong logins come at once', async () => {
    expect((await post(site.gateway.url, honest, from('198.51.100.1'))).status).toBe(200);
    proxy.setDelay(0.11 * timeoutMs);
    const calls: Promise<Reply>[] = [];
    const guess = async (_: unknown, index: number): Promise<void> => {
      await post(site.gateway.url, wrong, from(`192.0.2.${index + 1}`));
      if (calls.length < 49) calls.push(post(site.gateway.url, honest, from('198.51.100.1')));
    };
    await Promise.all(Array.from({ length: 110 }, guess));
    const statuses = (await Promise.all(calls)).map(({ status }) => status);
    expect(statuses).toEqual(Array.from({ length: 49 }, () => 200));
    expect(site.gateway.log.filter((line) => line.includes('Redis'))).toEqual([
      expect.stringContaining('Redis answers: limits and bans are shared'),
    ]);
  });
});
