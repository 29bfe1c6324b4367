import type { Bench } from '../support/bench.ts';
import { certificate, makeBenchFolder } from '../support/bench-folder.ts';
import type { CaseResult, Figure } from '../judging/figure.ts';
import type { LoadReport } from '../support/load-protocol.ts';
import { measureInTurn } from '../support/measure-in-turn.ts';
import { Side } from '../support/side.ts';
import { startGateway } from '../support/start-gateway.ts';
import { startServer } from '../support/start-server.ts';
import { median } from '../judging/statistics.ts';
import { valueFigure, type ValueToTell } from '../judging/value-figure.ts';
import { oneClient, ownAddress } from '../support/traffic.ts';

const part = 'c';
/** What the product promises for a permitted call. */
const maxAddedMs = 1;

/** The time that the gateway adds to a permitted call: one client, one call after the other. */
export async function measureAddedTime(bench: Bench): Promise<CaseResult> {
  const panelRoot = await makeBenchFolder(bench.workspace, 1);
  const plain = await openPair(bench, { scheme: 'http', panelRoot });
  const encrypted = await openPair(bench, { scheme: 'https', panelRoot });
  await measureInTurn(bench, [plain.direct, plain.through, encrypted.direct, encrypted.through]);
  await Promise.all([plain.stop(), encrypted.stop()]);
  const disturbances = bench.disturbances();
  const figures = [
    ...figuresOf('without TLS', plain, disturbances),
    ...figuresOf('over TLS, both ways', encrypted, disturbances),
  ];
  return { figures, remarks: [] };
}

interface Pair {
  readonly direct: Side;
  readonly through: Side;
  readonly stop: () => Promise<unknown>;
}

async function openPair(bench: Bench, to: { readonly scheme: 'http' | 'https'; readonly panelRoot: string }): Promise<Pair> {
  const { workspace, cores } = bench;
  const isTls = to.scheme === 'https';
  const args = isTls ? [certificate.cert, certificate.key] : [];
  const panel = await startServer(workspace, 'constant-panel', { core: cores.load, args });
  const gateway = await startGateway(workspace, {
    core: cores.served,
    name: `added-time-${to.scheme}`,
    panelUrl: `${to.scheme}://127.0.0.1:${panel.port}`,
    panelRoot: to.panelRoot,
    allow: [ownAddress],
    tls: isTls ? certificate : undefined,
    maxCalls: 3,
  });
  const common = { traffic: oneClient, connections: 1, status: 200, isTls, servedPids: [], loadSidePids: [] };
  return {
    direct: new Side({ ...common, name: `panel over ${to.scheme}`, port: panel.port }),
    through: new Side({ ...common, name: `gateway over ${to.scheme}`, port: gateway.port, tidy: gateway.tidy }),
    stop: () => Promise.all([gateway.stop(), panel.stop()]),
  };
}

function figuresOf(how: string, { direct, through }: Pair, disturbances: readonly string[]): Figure[] {
  const row = (name: string, of: (report: LoadReport) => number): ValueToTell => {
    const alone = direct.each(of);
    return {
      part,
      what: `time added, ${how}: ${name}`,
      values: through.each(of).map((ms, round) => ms - (alone[round] ?? Number.NaN)),
      text: (ms) => `+${ms.toFixed(3)} ms`,
      reference: `panel alone ${median(alone).toFixed(3)} ms`,
      faults: [...direct.faults(), ...through.faults()],
      disturbances,
    };
  };
  return [
    valueFigure({ ...row('median', (report) => report.medianMs), atMost: maxAddedMs, bar: `at most ${maxAddedMs} ms` }),
    valueFigure(row('99th percentile', (report) => report.p99Ms)),
  ];
}
