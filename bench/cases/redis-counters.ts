import type { Bench } from '../support/bench.ts';
import { makeBenchFolder } from '../support/bench-folder.ts';
import { compareCosts } from '../judging/compare-costs.ts';
import type { CaseResult } from '../judging/figure.ts';
import { findRedis, withoutRedis } from '../support/find-redis.ts';
import { costRatios, measureInTurn } from '../support/measure-in-turn.ts';
import { readMetric } from '../support/read-metric.ts';
import { Side } from '../support/side.ts';
import { type RunningGateway, startGateway } from '../support/start-gateway.ts';
import { startRedis } from '../support/start-redis.ts';
import { startServer } from '../support/start-server.ts';
import { untilStoreIsReached } from '../support/store-reached.ts';
import { allowedRange, type Traffic } from '../support/traffic.ts';

const part = 'i';
const connections = 32;
const maxCalls = 32;
const patienceMs = 5000;
/** Far beyond what an answer takes: after a loss the gateway would count in memory for a while. */
const timeout = '5s';

const usualKeys = 4;
/** A few keys, each from two addresses: the gateway knows most of what it needs without asking. */
const usual: Traffic = { secret: 'right', keys: usualKeys, addresses: 2 * usualKeys, addressesAre: 'allowed' };
/** Far more addresses of one key than the gateway keeps. */
const worst: Traffic = { secret: 'right', keys: 1, addresses: 1024, addressesAre: 'allowed' };
const kinds = [
  { what: 'permitted, usual: each key from two addresses', status: 200, traffic: usual, atLeast: 0.75 },
  { what: 'permitted, worst: one key from 1,024 addresses', status: 200, traffic: worst, atLeast: 0.6 },
  { what: 'refused: wrong secret, usual', status: 401, traffic: { ...usual, secret: 'wrong' }, atLeast: 0.6 },
  { what: 'refused: wrong secret, worst', status: 401, traffic: { ...worst, secret: 'wrong' }, atLeast: 0.6 },
  {
    what: 'refused: address not on the list',
    status: 401,
    traffic: { ...worst, addresses: 65_536, addressesAre: 'not-allowed' },
    atLeast: undefined,
  },
] as const satisfies readonly { what: string; status: number; traffic: Traffic; atLeast: number | undefined }[];

/** What it costs to count in Redis instead of in memory. */
export async function measureRedisCounters(bench: Bench): Promise<CaseResult> {
  const executable = findRedis();
  if (executable === undefined) return withoutRedis(bench, part);
  const { workspace, cores } = bench;
  const panel = await startServer(workspace, 'constant-panel', { core: cores.load });
  const redis = await startRedis(workspace, { executable, core: cores.load });
  const panelRoot = await makeBenchFolder(workspace, usualKeys);
  const start = (name: string, settings: Readonly<Record<string, unknown>>): Promise<RunningGateway> =>
    startGateway(workspace, {
      core: cores.served,
      name,
      panelUrl: `http://127.0.0.1:${panel.port}`,
      panelRoot,
      allow: [allowedRange],
      trustsLoad: true,
      maxCalls,
      settings,
    });
  const inMemory = await start('counters-in-memory', {});
  const inRedis = await start('counters-in-redis', { store: { redis: { url: redis.url, timeout } } });
  await untilStoreIsReached(inRedis.adminSocket, patienceMs);
  const sideOf = (name: string, gateway: RunningGateway, { traffic, status }: (typeof kinds)[number]): Side => {
    const pids = { servedPids: [gateway.pid], loadSidePids: [panel.pid, redis.pid] };
    return new Side({ name, traffic, status, connections, port: gateway.port, tidy: gateway.tidy, ...pids });
  };
  const pairs = kinds.map((kind) => ({
    what: kind.what,
    atLeast: kind.atLeast,
    memory: sideOf('in memory', inMemory, kind),
    shared: sideOf(`in Redis: ${kind.what}`, inRedis, kind),
  }));
  await measureInTurn(
    bench,
    pairs.flatMap(({ memory, shared }) => [memory, shared]),
    pairs.map(({ memory, shared }) => costRatios(memory, shared)),
  );
  const unanswered = await remarkOnUnanswered(inRedis.adminSocket);
  await Promise.all([inMemory.stop(), inRedis.stop(), redis.stop(), panel.stop()]);
  return {
    figures: pairs.map(({ what, atLeast, memory, shared }) => {
      const bar = atLeast === undefined ? {} : { bar: { kind: 'at-least', value: atLeast } as const };
      return compareCosts({ part, what: `counted in Redis: ${what}`, gateway: shared, reference: memory, ...bar });
    }),
    remarks: unanswered,
  };
}

/** What Redis did not answer in time was counted in memory: then the figures are too good. */
async function remarkOnUnanswered(adminSocket: string): Promise<string[]> {
  const count = (result: 'answered' | 'failed'): Promise<number> =>
    readMetric(adminSocket, `hearthgate_store_questions_total{result="${result}"}`);
  const [answered, failed] = [await count('answered'), await count('failed')];
  if (answered === 0) throw new Error('the gateway asked Redis nothing');
  return failed === 0 ? [] : [`Redis did not answer ${failed} of ${answered + failed} questions in time`];
}
