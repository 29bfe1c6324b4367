import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type RedisServer, startRedisServer } from '../support/redis-server.ts';
import { describeWith } from '../support/servers.ts';
import { keys, openSite, type Site } from '../support/site.ts';
import { ManualClock } from '../support/manual-clock.ts';
import { until } from '../support/until.ts';
import { type AskedGateway, openAskedGateway } from './asked-gateway.ts';

const burst = { limits: { key: { calls: 2, per: '1m', burst: 3 } } };
let site: Site;
beforeAll(async () => {
  site = await openSite();
});
afterAll(() => site.close());

/** Without the times, which go on. */
const shown = async ({ hearthgate }: AskedGateway): Promise<readonly string[]> =>
  (await hearthgate('limits', 'show', keys.alice.id)).out
    .split('\n')
    .slice(1, 3)
    .map((line) => line.replace(/ {2,}/g, '  ').replace(/\d+[hms].*/, '…'));

describe('limits show', () => {
  let gateway: AskedGateway;
  beforeEach(async () => {
    gateway = await openAskedGateway(site, { clock: new ManualClock(), settings: burst });
  });
  afterEach(() => gateway.stop());

  test('shows a window and its burst apart, also where both are used up', async () => {
    const statuses: number[] = [];
    for (let count = 0; count < 7; count += 1) statuses.push((await gateway.call('127.0.0.1')).status);
    expect(statuses).toEqual([200, 200, 200, 200, 200, 429, 429]);
    await gateway.call('127.0.0.9', 'x'.repeat(40));
    const { code, out, err } = await gateway.hearthgate('limits', 'show', keys.alice.id);
    expect([code, err]).toEqual([0, '']);
    await expect(out).toMatchFileSnapshot('../golden/limits-show-key.txt');
    await expect(await gateway.page(`/limits?key=${keys.alice.id}`)).toMatchFileSnapshot('../golden/limits-show-key.json');
  });

  test('shows what is counted for an address', async () => {
    for (let count = 0; count < 3; count += 1) await gateway.call('127.0.0.9', 'x'.repeat(40));
    await expect((await gateway.hearthgate('limits', 'show', '127.0.0.9')).out).toMatchFileSnapshot(
      '../golden/limits-show-address.txt',
    );
    await expect(await gateway.page('/limits?address=127.0.0.9')).toMatchFileSnapshot('../golden/limits-show-address.json');
  });
});

describeWith('redis-server', 'limits show of two gateways with one Redis', () => {
  let redis: RedisServer;
  let gateways: readonly AskedGateway[] = [];
  beforeEach(async () => {
    redis = await startRedisServer();
  });
  afterEach(async () => {
    await Promise.all(gateways.map((gateway) => gateway.stop()));
    await redis.stop();
  });

  /** A limit of five and a burst of three, and three calls through one gateway and six through the other. */
  async function openTwo(onFailure: 'local' | 'deny'): Promise<readonly [AskedGateway, AskedGateway]> {
    const settings = { store: { redis: { url: redis.url, onFailure } }, limits: { key: { calls: 5, per: '1h', burst: 3 } } };
    const [one, other] = [await openAskedGateway(site, { settings }), await openAskedGateway(site, { settings })];
    gateways = [one, other];
    for (let count = 0; count < 3; count += 1) await one.call('127.0.0.1');
    for (let count = 0; count < 6; count += 1) await other.call('127.0.0.2');
    return [one, other];
  }

  test('shows at both what Redis counts', async () => {
    const two = await openTwo('local');
    const expected = ['main  key_rate  5 of 5  …', 'main  key_rate burst  3 of 3  …'];
    for (const gateway of two) expect(await shown(gateway)).toEqual(expected);
    for (const gateway of two) expect(await gateway.page(`/limits?key=${keys.alice.id}`)).not.toContain(':true');
  });

  test.each(['local', 'deny'] as const)('says what this gateway alone has counted while Redis is away: %s', async (onFailure) => {
    const [one] = await openTwo(onFailure);
    await redis.kill();
    await until(() => one.log.some((line) => line.includes('Redis does not answer')));
    expect(await shown(one)).toEqual(['main  key_rate  3 of 5  …', 'main  key_rate burst  0 of 3  -  -']);
    const { code, out } = await one.hearthgate('limits', 'show', keys.alice.id);
    expect([code, out]).toEqual([
      0,
      expect.stringMatching(/\nRedis does not answer: these are the counts of this gateway alone\n$/),
    ]);
  });
});
