import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AddressSet } from '../../src/domain/address/address-set.ts';
import type { FailurePolicy } from '../../src/domain/policy/policy.ts';
import type { RedisSettings } from '../../src/domain/policy/settings.ts';
import { longMs } from '../limits/entries.ts';
import { type Reply, post } from '../support/http-client.ts';
import { propertyRuns } from '../support/property-runs.ts';
import { type RedisServer, startRedisServer } from '../support/redis-server.ts';
import { describeWith } from '../support/servers.ts';
import { callWith, keys, openSite, type Site } from '../support/site.ts';
import { type SlowProxy, startSlowProxy } from '../support/slow-proxy.ts';
import { startTestGateway, type TestGateway } from '../support/test-gateway.ts';

// Somebody sends 110 calls with guessed secrets at the same moment, through all gateways by turns, and with the right secret among them.

const guesses = 110;
const budget = 5;
const trials = propertyRuns(40);
const few = { attempts: budget, perMs: longMs };
const many = { attempts: 1_000_000, perMs: longMs };
const failures: FailurePolicy = { pair: few, address: few, key: many, banMs: longMs, maxBanMs: longMs };
const clients = { trustedProxies: AddressSet.of(['127.0.0.1']) };
const right = callWith(keys.root, 'v-list-users');
const wrong = { ...right, secret_key: 'x'.repeat(40) };

describeWith('redis-server', 'simultaneous guesses over HTTP', () => {
  let server: RedisServer;
  beforeAll(async () => {
    server = await startRedisServer();
  });
  afterAll(() => server.stop());

  describe.each([
    ['one gateway', 1, 0],
    ['two gateways', 2, 0],
    ['one gateway with Redis 5 ms away', 1, 5],
    ['two gateways with Redis 5 ms away', 2, 5],
  ])('through %s', (_title, count, delayMs) => {
    let proxy: SlowProxy;
    let site: Site;
    let gateways: readonly TestGateway[] = [];
    beforeAll(async () => {
      proxy = await startSlowProxy(server.port);
      proxy.setDelay(delayMs);
      site = await openSite();
      const { origin } = site.panel;
      const { root } = site.folder;
      const redis = { ...storeAt(proxy.port), prefix: `http${count}${delayMs}:` };
      const options = { origin, root, clients, limits: { failures }, settings: { redis } };
      gateways = await Promise.all(Array.from({ length: count }, () => startTestGateway(options)));
    });
    afterAll(async () => {
      await Promise.all(gateways.map((gateway) => gateway.stop()));
      await site.close();
      await proxy.stop();
    });

    /** All at once, from an address that no other trial has. */
    const guess = (order: 'right first' | 'right last', trial: number): Promise<readonly Reply[]> => {
      const rightAt = order === 'right first' ? 0 : guesses - 1;
      const address = `10.${order === 'right first' ? 1 : 2}.0.${trial}`;
      return Promise.all(
        Array.from({ length: guesses }, (_, at) => {
          const url = gateways[at % count]?.url ?? '';
          return post(url, at === rightAt ? right : wrong, { headers: { 'x-forwarded-for': address } });
        }),
      );
    };

    it('are judged as often as they may fail, and the right one behind them does not reach the panel', async () => {
      const before = site.panel.requests.length;
      for (let trial = 1; trial <= trials; trial += 1) {
        const replies = await guess('right last', trial);
        expect(replies.filter(({ status }) => status === 401).length).toBe(budget);
        expect(replies.filter(({ status }) => status === 429).length).toBe(guesses - budget);
      }
      expect(site.panel.requests.length).toBe(before);
    });

    it('are judged as often as they may fail behind the right one', async () => {
      for (let trial = 1; trial <= trials; trial += 1) {
        const [first, ...others] = await guess('right first', trial);
        expect([200, 429]).toContain(first?.status);
        const judged = others.filter(({ status }) => status === 401).length;
        // Where the right one comes between wrong ones, its pair begins anew.
        expect(judged).toBeGreaterThanOrEqual(budget);
        expect(judged).toBeLessThanOrEqual(2 * budget);
        expect(judged + others.filter(({ status }) => status === 429).length).toBe(guesses - 1);
      }
    });
  });
});

function storeAt(port: number): Omit<RedisSettings, 'prefix'> {
  return {
    at: { kind: 'single', node: { host: '127.0.0.1', port } },
    tls: undefined,
    username: undefined,
    passwordFile: undefined,
    database: 0,
    timeoutMs: 10_000,
    onFailure: 'deny',
  };
}
