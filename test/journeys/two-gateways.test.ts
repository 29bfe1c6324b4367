import { afterAll, afterEach, beforeAll, beforeEach, expect, inject, it } from 'vitest';
import { type GatewayProcess, startGatewayProcess } from '../support/gateway-process.ts';
import { handOver } from '../support/hand-over.ts';
import { post } from '../support/http-client.ts';
import { manyCalls } from '../support/many-calls.ts';
import { propertyRuns } from '../support/property-runs.ts';
import { startRedisCluster } from '../support/redis-cluster.ts';
import { type RedisServer, startRedisServer } from '../support/redis-server.ts';
import { describeWith } from '../support/servers.ts';
import { callWith, keys, openSite, type Site } from '../support/site.ts';
import { until } from '../support/until.ts';

// Two gateways, each a process of its own, before one panel and with one Redis: together they permit what one would.

const limit = propertyRuns(2000);
const calls = { times: 5 * limit, atOnce: 40 };
const call = callWith(keys.root, 'v-list-users');
const wrong = { ...call, secret_key: 'x'.repeat(40) };
const bannedText = 'Too many failed attempts';

describeWith('redis-server', 'two gateways with one Redis', () => {
  const program = inject('program');
  let site: Site;
  let redis: RedisServer;
  const gateways: GatewayProcess[] = [];
  beforeAll(async () => {
    site = await openSite();
    handOver(site.folder.root);
  });
  beforeEach(async () => {
    redis = await startRedisServer();
  });
  afterEach(async () => {
    await Promise.all(gateways.splice(0).map((gateway) => gateway.stop()));
    await redis.stop();
  });
  afterAll(async () => {
    await site.close();
  });

  const start = async (store: object, limits: object = {}): Promise<GatewayProcess> => {
    const gateway = await startGatewayProcess(program, configuration(site, { redis: store, limits }));
    gateways.push(gateway);
    return gateway;
  };
  const startTwo = async (store: object): Promise<readonly string[]> =>
    (await Promise.all([start(store), start(store)])).map(({ url }) => url);

  it('permit exactly what one would', async () => {
    const urls = await startTwo({ url: redis.url });
    const { statuses } = await manyCalls(urls, call, calls);
    expect(Object.fromEntries(statuses)).toEqual({ 200: limit, 429: calls.times - limit });
  });

  it('permit exactly what one would with a cluster', async () => {
    const cluster = await startRedisCluster();
    try {
      const urls = await startTwo({ cluster: cluster.nodes.map(({ url }) => url) });
      const { statuses } = await manyCalls(urls, call, calls);
      expect(Object.fromEntries(statuses)).toEqual({ 200: limit, 429: calls.times - limit });
    } finally {
      await cluster.stop();
    }
  });

  it('permit each no more than the limit while Redis is away, and let no call hang', async () => {
    const urls = await startTwo({ url: redis.url });
    const before = permittedAt(site);
    const running = manyCalls(urls, call, { times: 4 * limit, atOnce: 20 });
    await until(() => permittedAt(site) > before + limit / 10);
    redis.pause();
    // Each call ends while Redis hangs.
    const { statuses } = await running;
    expect(statuses.get(200)).toBeGreaterThanOrEqual(limit);
    expect(statuses.get(200)).toBeLessThanOrEqual(2 * limit);
    expect(new Set(statuses.keys())).toEqual(new Set([200, 429]));
    await redis.restart();
    await until(() => gateways.every((gateway) => gateway.log().split('Redis answers').length >= 3));
    // Redis came back empty, and has to grant it all anew; what each gateway has permitted alone still counts.
    const after = await manyCalls(urls, call, { times: limit, atOnce: 20 });
    expect((statuses.get(200) ?? 0) + (after.statuses.get(200) ?? 0)).toBeLessThanOrEqual(2 * limit);
  });

  it('permit nothing while Redis is away, where they are told to', async () => {
    const urls = await startTwo({ url: redis.url, onFailure: 'deny' });
    expect((await manyCalls(urls, call, { times: 20, atOnce: 2 })).statuses).toEqual(new Map([[200, 20]]));
    await redis.kill();
    const before = permittedAt(site);
    const { statuses } = await manyCalls(urls, call, { times: 200, atOnce: 10 });
    expect(statuses).toEqual(new Map([[503, 200]]));
    expect(permittedAt(site)).toBe(before);
    await redis.restart();
    await until(async () => (await Promise.all(urls.map((url) => post(url, call)))).every(({ status }) => status === 200));
    expect(gateways.map((gateway) => gateway.log().split('Redis does not answer').length - 1)).toEqual([1, 1]);
  });

  it('ban together, and remember it over a restart', async () => {
    const store = { url: redis.url };
    const limits = { failures: { pair: { attempts: 3, per: '10m' }, address: { attempts: 6, per: '10m' } } };
    const [a, b] = await Promise.all([start(store, limits), start(store, limits)]);
    const tries = Array.from({ length: 6 }, (_, index) => ({ ...wrong, access_key: `NOBODY${index}`.padEnd(20, '0') }));
    for (const each of tries) expect((await post(a.url, each)).status).toBe(401);
    await until(async () => (await post(b.url, call)).body.includes(bannedText));
    a.signal('SIGTERM');
    expect(await a.exited).toBe(0);
    const next = await start(store, limits);
    expect((await post(next.url, call)).body).toContain(bannedText);
  });
});

function permittedAt({ panel }: Site): number {
  return panel.requests.length;
}

function configuration({ folder, panel }: Site, { redis, limits }: { readonly redis: object; readonly limits: object }): string {
  return JSON.stringify({
    listen: [{ host: '127.0.0.1', port: 0, plaintext: true }],
    clients: { allow: ['127.0.0.1'], neverBan: [] },
    limits: { address: { calls: 100_000, per: '1h' }, key: { calls: limit, per: '1h' }, ...limits },
    store: { redis: { timeout: '2s', ...redis } },
    stop: { grace: '1s' },
    panels: [
      {
        name: 'main',
        url: panel.origin,
        state: { files: folder.root },
        concurrency: { calls: 40, queue: 1000, wait: '60s' },
      },
    ],
  });
}
