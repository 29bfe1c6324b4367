import { z } from 'zod';
import type { Bench } from '../support/bench.ts';
import { makeBenchFolder } from '../support/bench-folder.ts';
import type { CaseResult, Figure } from '../judging/figure.ts';
import { firstMessage } from '../support/first-message.ts';
import { holdPlaces } from '../support/hold-places.ts';
import type { LoadReport } from '../support/load-protocol.ts';
import { measureInTurn, quotients } from '../support/measure-in-turn.ts';
import { Side } from '../support/side.ts';
import { type RunningGateway, startGateway } from '../support/start-gateway.ts';
import { type Server, startServer } from '../support/start-server.ts';
import { ratioFigure } from '../judging/ratio-figure.ts';
import { median } from '../judging/statistics.ts';
import type { Bar } from '../judging/verdict.ts';
import { oneClient, ownAddress } from '../support/traffic.ts';

const part = 'g';
const bar = { kind: 'at-most', value: 1.5 } as const;
/** A moderate load: where the gateway had no time left, its own queue would hide what the hanging panel adds. */
const connections = 4;
const restMs = 2;
const maxCalls = 3;
const maxQueue = 8;
/** Some are sent away again and again. */
const holdingClients = maxCalls + maxQueue + 4;
const hangingHost = 'a.test';
const askedHost = 'b.test';
const idleHost = 'c.test';

/** What calls to one of three panels suffer while another one hangs. */
export async function measureHangingPanel(bench: Bench): Promise<CaseResult> {
  const { workspace, cores } = bench;
  const hanging = await startServer(workspace, 'hanging-panel', { core: cores.load });
  const asked = await startServer(workspace, 'constant-panel', { core: cores.load });
  const idle = await startServer(workspace, 'constant-panel', { core: cores.load });
  const gateway = await startThree(bench, { hanging, asked, idle });
  const hang = async (): Promise<() => Promise<void>> => {
    const letGo = await holdPlaces(workspace, {
      core: cores.load,
      port: gateway.port,
      host: hangingHost,
      clients: holdingClients,
    });
    return async () => {
      const answer = firstMessage(hanging, 'hanging-panel');
      hanging.child.send('count');
      const { held } = heldMessage.parse(await answer);
      if (held !== maxCalls) throw new Error(`expected ${maxCalls} calls at the hanging panel, found ${held}`);
      await letGo();
    };
  };
  const traffic = { ...oneClient, host: askedHost };
  const common = {
    traffic,
    connections,
    restMs,
    status: 200,
    port: gateway.port,
    tidy: gateway.tidy,
    servedPids: [],
    loadSidePids: [],
  };
  const calm = new Side({ ...common, name: 'none hangs' });
  const disturbed = new Side({ ...common, name: 'one of three panels hangs', prepare: hang });
  await measureInTurn(bench, [calm, disturbed], [() => quotients(p99s(disturbed), p99s(calm))]);
  await Promise.all([gateway.stop(), hanging.stop(), asked.stop(), idle.stop()]);
  return {
    figures: [
      figureOf('99th percentile', { calm, disturbed, bar }, (report) => report.p99Ms),
      figureOf('median', { calm, disturbed, bar: undefined }, (report) => report.medianMs),
    ],
    remarks: [
      `while one panel hangs, its ${maxCalls} places are taken, its queue of ${maxQueue} is full, and further clients are sent away`,
    ],
  };
}

function p99s(side: Side): readonly number[] {
  return side.each(({ p99Ms }) => p99Ms);
}

const heldMessage = z.object({ held: z.number() });

interface Panels {
  readonly hanging: Server;
  readonly asked: Server;
  readonly idle: Server;
}

async function startThree({ workspace, cores }: Bench, { hanging, asked, idle }: Panels): Promise<RunningGateway> {
  const of = async (host: string, { port }: Server) => ({
    host,
    url: `http://127.0.0.1:${port}`,
    root: await makeBenchFolder(workspace, 1),
  });
  const first = await of(hangingHost, hanging);
  return startGateway(workspace, {
    core: cores.served,
    name: 'hanging-panel',
    panelHost: first.host,
    panelUrl: first.url,
    panelRoot: first.root,
    otherPanels: [await of(askedHost, asked), await of(idleHost, idle)],
    allow: [ownAddress],
    maxCalls,
    maxQueue,
  });
}

interface Compared {
  readonly calm: Side;
  readonly disturbed: Side;
  readonly bar: Bar | undefined;
}

function figureOf(name: string, { calm, disturbed, bar: bound }: Compared, of: (report: LoadReport) => number): Figure {
  const references = calm.each(of);
  return ratioFigure({
    part,
    what: `one of three panels hangs, calls to another: ${name}`,
    gateway: `${disturbed.median(of).toFixed(3)} ms`,
    reference: `${calm.name} ${median(references).toFixed(3)} ms`,
    ratios: disturbed.each(of).map((ms, round) => ms / (references[round] ?? Number.NaN)),
    bar: bound,
    faults: [...calm.faults(), ...disturbed.faults()],
  });
}
