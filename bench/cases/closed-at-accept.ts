import { setTimeout as pause } from 'node:timers/promises';
import type { Bench } from '../support/bench.ts';
import { certificate, makeBenchFolder } from '../support/bench-folder.ts';
import { ConnectingClients } from '../support/connecting-clients.ts';
import type { ConnectingOrder, ConnectingReport } from '../support/connecting-protocol.ts';
import type { CaseResult, Figure } from '../support/figure.ts';
import { type RunningGateway, startGateway } from '../support/start-gateway.ts';
import { median } from '../support/statistics.ts';
import { ownAddress } from '../support/traffic.ts';

const part = 'l';
const parallel = 8;
const maxConnections = 200_000;
const warmUpMs = 2500;
/** Of its core: with more, the clients are the limit. */
const limitShare = 0.9;
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
  readonly reports: ConnectingReport[];
}

/** What an address costs that is refused on and on: closed before TLS, against the same refusal over TLS. */
export async function measureClosedAtAccept(bench: Bench): Promise<CaseResult> {
  const { workspace, cores } = bench;
  const panelRoot = await makeBenchFolder(workspace, 1);
  // Nobody is at that port: a refused call never asks.
  const common = { core: cores.served, panelUrl: 'http://127.0.0.1:9', panelRoot, tls: certificate, maxCalls: 3 };
  const unnamed = await startGateway(workspace, { ...common, name: 'closed-at-accept', allow: [otherAddress] });
  // An address that a list names is never closed.
  const clients = { allow: [ownAddress], deny: [ownAddress] };
  const naming = await startGateway(workspace, { ...common, name: 'refused-over-tls', allow: [], settings: { clients } });
  const connecting = new ConnectingClients(workspace, cores.load);
  const closed: Way = {
    name: 'closed at accept',
    expected: 'closed',
    gateway: unnamed,
    prepare: climbing(connecting, unnamed),
    reports: [],
  };
  const answered: Way = {
    name: 'refused over TLS',
    expected: 'answered',
    gateway: naming,
    prepare: () => Promise.resolve(),
    reports: [],
  };
  await measureBoth(bench, connecting, [closed, answered]);
  await Promise.all([unnamed.stop(), naming.stop(), connecting.stop()]);
  return {
    figures: [
      compare('processor time', { closed, answered, of: costUs, unit: ' us' }),
      compare('rate', { closed, answered, of: rate, unit: '/s' }),
    ],
    remarks: [closed, answered].flatMap(remarksOn),
  };
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
    const order = { port, servedPid: pid, expected: 'answered', durationMs: windowMs, clients: 1 } as const;
    await connecting.run({ ...order, maxConnections: refusalsBeforeClosed });
  };
}

async function measureBoth(bench: Bench, connecting: ConnectingClients, ways: readonly Way[]): Promise<void> {
  const measure = async ({ expected, gateway, prepare }: Way, durationMs: number): Promise<ConnectingReport> => {
    await prepare(durationMs);
    const order = { port: gateway.port, servedPid: gateway.pid, expected, durationMs, maxConnections, clients: parallel };
    const report = await connecting.run(order);
    gateway.tidy();
    return report;
  };
  for (const way of ways) await measure(way, warmUpMs);
  for (let round = 0; round < bench.rounds; round += 1) {
    for (const way of round % 2 === 0 ? ways : ways.toReversed()) {
      bench.progress(`round ${round + 1} of ${bench.rounds}: ${way.name}`);
      way.reports.push(await measure(way, bench.roundMs));
    }
  }
}

function costUs({ servedMs, connections }: ConnectingReport): number {
  return (servedMs * 1000) / connections;
}

function rate({ connections, elapsedMs }: ConnectingReport): number {
  return (connections * 1000) / elapsedMs;
}

interface Comparison {
  readonly closed: Way;
  readonly answered: Way;
  readonly of: (report: ConnectingReport) => number;
  readonly unit: string;
}

function compare(name: string, { closed, answered, of, unit }: Comparison): Figure {
  const [values, references] = [closed.reports.map(of), answered.reports.map(of)];
  return {
    part,
    what: `a connection that is closed at accept: ${name}`,
    gateway: `${median(values).toFixed(0)}${unit}`,
    reference: `${answered.name} ${median(references).toFixed(0)}${unit}`,
    ratio: median(values.map((value, round) => value / (references[round] ?? Number.NaN))),
    bar: undefined,
    isMet: true,
  };
}

function remarksOn({ name, reports }: Way): string[] {
  const share = median(reports.map(({ ownShare }) => ownShare));
  if (share <= limitShare) return [];
  return [`the clients were the limit for ${name}: they used ${Math.round(share * 100)} % of their core`];
}
