import { setTimeout as pause } from 'node:timers/promises';
import type { Bench } from '../support/bench.ts';
import { certificate, makeBenchFolder } from '../support/bench-folder.ts';
import { ConnectingClients } from '../support/connecting-clients.ts';
import type { ConnectingOrder, ConnectingReport } from '../support/connecting-protocol.ts';
import type { CaseResult, Figure } from '../judging/figure.ts';
import { type RunningGateway, startGateway } from '../support/start-gateway.ts';
import { ratioFigure } from '../judging/ratio-figure.ts';
import { sideFaults } from '../judging/side-faults.ts';
import { median } from '../judging/statistics.ts';
import { warmUp } from '../judging/warm-up.ts';
import { ownAddress } from '../support/traffic.ts';

const part = 'l';
const parallel = 8;
const maxConnections = 200_000;
const maxWarmUpRoundMs = 5000;
/** The gateway's own: after so many refusals within a minute an address that no list names is closed at accept. */
const refusalsBeforeClosed = 301;
const windowMs = 60_000;
/** Not the load's. */
const otherAddress = '192.0.2.1';

interface Way {
  readonly name: string;
  readonly expected: ConnectingOrder['expected'];
  readonly gateway: RunningGateway;
  readonly prepare: (durationMs: number) => Promise<void>;
  /** So long a client rests between connections, so that the clients are not the limit. */
  readonly restMs: number;
  /** Of a round of the warm-up. */
  readonly warmUpConnections: number;
  readonly reports: ConnectingReport[];
  isWarm: boolean;
}

/** What an address costs that is refused on and on: closed before TLS, against a refusal over TLS. */
export async function measureClosedAtAccept(bench: Bench): Promise<CaseResult> {
  const { workspace, cores } = bench;
  const panelRoot = await makeBenchFolder(workspace, 1);
  // Nobody is at that port: a refused call never asks.
  const common = { core: cores.served, panelUrl: 'http://127.0.0.1:9', panelRoot, tls: certificate, maxCalls: 3 };
  const unnamed = await startGateway(workspace, { ...common, name: 'closed-at-accept', allow: [otherAddress] });
  // An address that the allowlist names is never closed: it is refused for its secret.
  const naming = await startGateway(workspace, { ...common, name: 'refused-over-tls', allow: [ownAddress] });
  const connecting = new ConnectingClients(workspace, cores.load);
  const closed: Way = {
    name: 'closed at accept',
    expected: 'closed',
    gateway: unnamed,
    prepare: climbing(connecting, unnamed),
    restMs: 1,
    warmUpConnections: 10_000,
    reports: [],
    isWarm: false,
  };
  const answered: Way = {
    name: 'refused over TLS',
    expected: 'answered',
    gateway: naming,
    prepare: () => Promise.resolve(),
    restMs: 8,
    warmUpConnections: 1500,
    reports: [],
    isWarm: false,
  };
  await measureBoth(bench, connecting, [closed, answered]);
  await Promise.all([unnamed.stop(), naming.stop(), connecting.stop()]);
  return { figures: [figureOf(closed, answered)], remarks: [] };
}

/**
 * Has the load's address refused until the gateway closes it at accept. It does so until a minute after the first of these refusals, so the
 * next minute is waited for where the round would not fit into this one.
 */
function climbing(connecting: ConnectingClients, { port, pid }: RunningGateway): Way['prepare'] {
  let endsAtMs = Number.NEGATIVE_INFINITY;
  const marginMs = 1000;
  return async (durationMs) => {
    const leftMs = endsAtMs - performance.now();
    if (leftMs > durationMs + marginMs) return;
    await pause(Math.max(0, leftMs + marginMs));
    endsAtMs = performance.now() + windowMs;
    const order = { port, servedPid: pid, expected: 'answered', durationMs: windowMs, clients: 1, restMs: 0 } as const;
    await connecting.run({ ...order, maxConnections: refusalsBeforeClosed });
  };
}

interface Extent {
  readonly durationMs: number;
  readonly maxConnections: number;
}

async function measureBoth(bench: Bench, connecting: ConnectingClients, ways: readonly Way[]): Promise<void> {
  const measure = async (way: Way, extent: Extent): Promise<ConnectingReport> => {
    const { expected, gateway, prepare, restMs } = way;
    await prepare(extent.durationMs);
    const order = { port: gateway.port, servedPid: gateway.pid, expected, clients: parallel, restMs, ...extent };
    const report = await connecting.run(order);
    gateway.tidy();
    return report;
  };
  for (const way of ways) {
    bench.progress(`warm-up: ${way.name}`);
    const extent = { durationMs: maxWarmUpRoundMs, maxConnections: way.warmUpConnections };
    way.isWarm = await warmUp(async () => costUs(await measure(way, extent)));
  }
  for (let round = 0; round < bench.rounds; round += 1) {
    for (const way of round % 2 === 0 ? ways : ways.toReversed()) {
      bench.progress(`round ${round + 1} of ${bench.rounds}: ${way.name}`);
      way.reports.push(await measure(way, { durationMs: bench.roundMs, maxConnections }));
    }
  }
}

function costUs({ servedMs, connections }: ConnectingReport): number {
  return (servedMs * 1000) / connections;
}

function rate({ connections, elapsedMs }: ConnectingReport): number {
  return (connections * 1000) / elapsedMs;
}

function figureOf(closed: Way, answered: Way): Figure {
  const references = answered.reports.map(costUs);
  return ratioFigure({
    part,
    what: 'a connection that is closed at accept',
    gateway: costText(closed),
    reference: `${answered.name} ${costText(answered)}`,
    ratios: closed.reports.map((report, round) => (references[round] ?? Number.NaN) / costUs(report)),
    bar: undefined,
    faults: [closed, answered].flatMap(({ name, isWarm, reports }) =>
      sideFaults({ name, isWarm, loadSideShare: median(reports.map(({ ownShare }) => ownShare)), servedShare: undefined }),
    ),
  });
}

function costText({ reports }: Way): string {
  return `${median(reports.map(costUs)).toFixed(0)} us (${median(reports.map(rate)).toFixed(0)}/s)`;
}
