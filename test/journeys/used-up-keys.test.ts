import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { RedisSettings, Settings } from '../../src/domain/policy/settings.ts';
import { singleAt } from '../limits/open-redis-store.ts';
import { post } from '../support/http-client.ts';
import { policiesOf } from '../support/key-policies.ts';
import { startRecordingPanel } from '../support/recording-panel.ts';
import { type RedisServer, startRedisServer } from '../support/redis-server.ts';
import { describeWith } from '../support/servers.ts';
import { callWith, keys, openSite, type Site, type SiteOptions } from '../support/site.ts';
import { until } from '../support/until.ts';
import { startTestGateway, type TestGateway } from '../support/test-gateway.ts';

// A key that may be used ten times is used ten times: with many calls at once, over restarts, over gateways, and with counters away.

const call = callWith(keys.root, 'v-list-user', 'alice');
const uses = (maxUses: number): Pick<SiteOptions, 'keys'> => ({ keys: policiesOf({ [keys.root.id]: { maxUses } }) });

async function statusesOf(url: string, calls: number): Promise<readonly number[]> {
  const replies = await Promise.all(Array.from({ length: calls }, () => post(url, call)));
  return replies.map(({ status }) => status);
}

const count = (statuses: readonly number[], status: number): number => statuses.filter((each) => each === status).length;

function redisAt(port: number): RedisSettings {
  const others = { tls: undefined, username: undefined, passwordFile: undefined, database: 0, prefix: 'uses:' } as const;
  return { at: singleAt(port), ...others, timeoutMs: 2000, onFailure: 'local' };
}

const opened: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of opened.splice(0).toReversed()) await close();
});

async function siteWith(options: SiteOptions): Promise<Site> {
  const site = await openSite(options);
  opened.push(site.close);
  return site;
}

/** Stopped at the end, where it is not before. */
async function gatewayBeside({ panel, folder }: Site, options: SiteOptions): Promise<TestGateway> {
  const gateway = await startTestGateway({ origin: panel.origin, root: folder.root, ...options });
  let stopped: Promise<void> | undefined;
  const stop = (): Promise<void> => (stopped ??= gateway.stop());
  opened.push(stop);
  return { ...gateway, stop };
}

function dataFolder(): { readonly data: string; readonly settings: Partial<Settings> } {
  const data = mkdtempSync(join(tmpdir(), 'uses-'));
  opened.push(() => Promise.resolve(rmSync(data, { recursive: true })));
  return { data, settings: { data: { folder: data, isRequired: true } } };
}

describe('a key with a number of uses, counted in the folder data', () => {
  it('is used so often and no more, with many calls at once and over a restart', async () => {
    const { settings } = dataFolder();
    const site = await siteWith({});
    const first = await gatewayBeside(site, { ...uses(10), settings });
    const statuses = await statusesOf(first.url, 30);
    expect([count(statuses, 200), count(statuses, 401)]).toEqual([10, 20]);
    expect(site.panel.requests).toHaveLength(10);
    await first.stop();
    const next = await gatewayBeside(site, { ...uses(12), settings });
    expect(count(await statusesOf(next.url, 10), 200)).toBe(2);
    expect(site.panel.requests).toHaveLength(12);
  });

  it('loses no use for a call of which nothing was sent', async () => {
    const { data, settings } = dataFolder();
    const site = await siteWith({});
    const { origin } = await startRecordingPanel().then(async (gone) => {
      await gone.stop();
      return gone;
    });
    const gateway = await gatewayBeside(site, { ...uses(1), settings, origin });
    for (let times = 0; times < 3; times += 1) expect(await statusesOf(gateway.url, 1)).toEqual([502]);
    await gateway.stop();
    const lines = readFileSync(join(data, 'uses-of-keys'), 'utf8').trim().split('\n');
    expect(lines.filter((line) => line.endsWith('+'))).toHaveLength(lines.filter((line) => line.endsWith('-')).length);
  });

  it('is used no more often where the file is lost while the gateway runs', async () => {
    const { data, settings } = dataFolder();
    const site = await siteWith({ ...uses(3), settings });
    expect(count(await statusesOf(site.gateway.url, 2), 200)).toBe(2);
    rmSync(join(data, 'uses-of-keys'));
    await until(() => site.gateway.log.some((line) => line.includes('is written by this process now')));
    expect(readFileSync(join(data, 'uses-of-keys'), 'utf8')).toBe(`${keys.root.id} 2\n`);
    expect(count(await statusesOf(site.gateway.url, 3), 200)).toBe(1);
  });

  it('takes a line that was cut off in a kill for one that was not answered', async () => {
    const { data, settings } = dataFolder();
    writeFileSync(
      join(data, 'uses-of-keys'),
      `${keys.root.id} 4\n${keys.root.id} +\n${keys.root.id} -\n${keys.root.id} +\n${keys.root.id} `,
    );
    const site = await siteWith({ ...uses(6), settings });
    expect(count(await statusesOf(site.gateway.url, 5), 200)).toBe(1);
  });

  it('is refused while there is no folder to count in', async () => {
    const site = await siteWith(uses(5));
    expect(await statusesOf(site.gateway.url, 2)).toEqual([503, 503]);
    expect(site.panel.requests).toHaveLength(0);
  });

  it('does not start with a file that says something else', async () => {
    const { data, settings } = dataFolder();
    writeFileSync(join(data, 'uses-of-keys'), 'no count\n');
    await expect(siteWith({ ...uses(6), settings })).rejects.toThrow(/uses-of-keys:1 is no count of uses/);
  });
});

describeWith('redis-server', 'a key with a number of uses, counted in Redis', () => {
  let redis: RedisServer;
  beforeAll(async () => {
    redis = await startRedisServer();
  });
  afterAll(() => redis.stop());

  it('is used so often and no more by two gateways at once, and refused while Redis is away', async () => {
    const settings = { redis: redisAt(redis.port) };
    const site = await siteWith({ ...uses(15), settings });
    const other = await gatewayBeside(site, { ...uses(15), settings });
    const both = await Promise.all([statusesOf(site.gateway.url, 20), statusesOf(other.url, 20)]);
    expect([count(both.flat(), 200), count(both.flat(), 401)]).toEqual([15, 25]);
    expect(site.panel.requests).toHaveLength(15);
    await redis.kill();
    expect(await statusesOf(other.url, 2)).toEqual([503, 503]);
    expect(site.panel.requests).toHaveLength(15);
  });
});
