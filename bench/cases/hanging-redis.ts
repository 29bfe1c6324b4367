import { setTimeout as pause } from 'node:timers/promises';
import type { Bench } from '../support/bench.ts';
import { makeBenchFolder } from '../support/bench-folder.ts';
import type { CaseResult, Figure } from '../judging/figure.ts';
import { findRedis, withoutRedis } from '../support/find-redis.ts';
import { measureInTurn } from '../support/measure-in-turn.ts';
import { Side } from '../support/side.ts';
import { type RunningGateway, startGateway } from '../support/start-gateway.ts';
import { type RunningRedis, startRedis } from '../support/start-redis.ts';
import { startServer } from '../support/start-server.ts';
import { valueFigure } from '../judging/value-figure.ts';
import { isStoreReached, untilStoreIsReached } from '../support/store-reached.ts';
import { oneClient, ownAddress, type Traffic } from '../support/traffic.ts';

const part = 'k';
const budgetMs = 200;
const marginMs = 50;
/** A moderate load: where the gateway had no time left, its own queue would hide what Redis adds. */
const connections = 8;
const restMs = 2;
const maxCalls = 32;
/** Lost sooner after it was back, Redis is trusted again more slowly. */
const steadyMs = 10_500;
const patienceMs = 30_000;

const kinds = [
  { what: 'permitted', status: 200, traffic: oneClient },
  { what: 'refused: wrong secret', status: 401, traffic: { ...oneClient, secret: 'wrong' } },
] as const satisfies readonly { what: string; status: number; traffic: Traffic }[];

/** What a call waits at most when Redis stops answering in the middle of calls, and how soon it is used again. */
export async function measureHangingRedis(bench: Bench): Promise<CaseResult> {
  const executable = findRedis();
  if (executable === undefined) return withoutRedis(bench, part);
  const { workspace, cores } = bench;
  const panel = await startServer(workspace, 'constant-panel', { core: cores.load });
  const redis = await startRedis(workspace, { executable, core: cores.load });
  const gateway = await startGateway(workspace, {
    core: cores.served,
    name: 'hanging-redis',
    panelUrl: `http://127.0.0.1:${panel.port}`,
    panelRoot: await makeBenchFolder(workspace, 1),
    allow: [ownAddress],
    maxCalls,
    settings: { store: { redis: { url: redis.url, timeout: `${budgetMs}ms`, onFailure: 'local' } } },
  });
  await untilStoreIsReached(gateway.adminSocket, patienceMs);
  const returnsMs: number[] = [];
  const hang = hanging(bench, { redis, gateway, returnsMs });
  const pairs = kinds.map(({ what, status, traffic }) => {
    const common = {
      status,
      traffic,
      connections,
      restMs,
      port: gateway.port,
      tidy: gateway.tidy,
      servedPids: [],
      loadSidePids: [],
    };
    return {
      what,
      calm: new Side({ ...common, name: `Redis answers: ${what}` }),
      disturbed: new Side({ ...common, name: `Redis stops answering: ${what}`, prepare: hang }),
    };
  });
  await measureInTurn(
    bench,
    pairs.flatMap(({ calm, disturbed }) => [calm, disturbed]),
  );
  await Promise.all([gateway.stop(), redis.stop(), panel.stop()]);
  const disturbances = bench.disturbances();
  return {
    figures: [...pairs.map((pair) => waitFigure(pair, disturbances)), returnFigure(returnsMs, disturbances)],
    remarks: [],
  };
}

interface Hanging {
  readonly redis: RunningRedis;
  readonly gateway: RunningGateway;
  /** Each time that it took until Redis was used again is put here. */
  readonly returnsMs: number[];
}

/** @returns what stops Redis in the middle of the next round; that answers with what lets it go on after the round */
function hanging(bench: Bench, { redis, gateway, returnsMs }: Hanging): () => Promise<() => Promise<void>> {
  const stopAfterMs = Math.min(bench.roundMs, 2000) / 2;
  let steadyAtMs = performance.now() + steadyMs;
  return async () => {
    await pause(Math.max(0, steadyAtMs - performance.now()));
    if (!(await isStoreReached(gateway.adminSocket))) throw new Error('the gateway lost Redis without a cause');
    const timer = setTimeout(redis.pause, stopAfterMs);
    return async () => {
      clearTimeout(timer);
      if (await isStoreReached(gateway.adminSocket)) throw new Error('the gateway did not see that Redis stopped answering');
      const resumedAtMs = performance.now();
      redis.resume();
      await untilStoreIsReached(gateway.adminSocket, patienceMs);
      returnsMs.push(performance.now() - resumedAtMs);
      steadyAtMs = performance.now() + steadyMs;
    };
  };
}

interface Pair {
  readonly what: string;
  readonly calm: Side;
  readonly disturbed: Side;
}

function waitFigure({ what, calm, disturbed }: Pair, disturbances: readonly string[]): Figure {
  const normalMs = calm.median((report) => report.medianMs);
  return valueFigure({
    part,
    what: `Redis stops answering, calls in flight: ${what}, longest wait`,
    values: disturbed.each((report) => report.maxMs - normalMs),
    text: (ms) => `+${ms.toFixed(0)} ms`,
    shown: 'most',
    reference: `${calm.name}: median ${normalMs.toFixed(1)} ms, longest ${Math.max(...calm.each((report) => report.maxMs)).toFixed(0)} ms`,
    atMost: budgetMs + marginMs,
    bar: `at most ${budgetMs} + ${marginMs} ms more`,
    faults: [...calm.faults(), ...disturbed.faults()],
    disturbances,
  });
}

function returnFigure(returnsMs: readonly number[], disturbances: readonly string[]): Figure {
  return valueFigure({
    part,
    what: `Redis answers again: counted in it after, middle of ${returnsMs.length}`,
    values: returnsMs,
    text: (ms) => `${ms.toFixed(0)} ms`,
    reference: `longest ${Math.max(...returnsMs).toFixed(0)} ms`,
    disturbances,
  });
}
