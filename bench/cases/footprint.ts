import { setTimeout as pause } from 'node:timers/promises';
import type { Bench } from '../support/bench.ts';
import { makeBenchFolder } from '../support/bench-folder.ts';
import { cpuTimeMs, residentBytes } from '../support/cpu-time.ts';
import type { CaseResult, Figure } from '../judging/figure.ts';
import { ratioFigure } from '../judging/ratio-figure.ts';
import { roundsAgree } from '../judging/rounds-agree.ts';
import { median } from '../judging/statistics.ts';
import { Side } from '../support/side.ts';
import { startGateway } from '../support/start-gateway.ts';
import { startServer } from '../support/start-server.ts';
import { valueFigure, type ValueToTell } from '../judging/value-figure.ts';
import { oneClient, ownAddress } from '../support/traffic.ts';

const part = 'e';
const maxMegabytes = 80;
/** Of what is shipped, in the time that the modules take one by one. */
const maxStartRatio = 0.6;
const maxReadyMs = 1000;
const starts = 5;
const mostStarts = 20;
const restMs = 3000;

/** Memory at rest, and the time from the start to the first answer. */
export async function measureFootprint(bench: Bench): Promise<CaseResult> {
  const { workspace, cores } = bench;
  const panel = await startServer(workspace, 'constant-panel', { core: cores.load });
  const panelUrl = `http://127.0.0.1:${panel.port}`;
  const panelRoot = await makeBenchFolder(workspace, 1);
  const readyMs: number[] = [];
  const startCosts: StartCost[] = [];
  const freshMegabytes: number[] = [];
  const unbundledMegabytes: number[] = [];
  const usedMegabytes: number[] = [];
  for (let start = 1; start <= starts || isToGoOn(start, startCosts); start += 1) {
    bench.progress(`start ${start}${start <= starts ? ` of ${starts}` : ', because they do not agree'}`);
    const options = { core: cores.served, panelUrl, panelRoot, allow: [ownAddress], maxCalls: 3 };
    const unbundled = await startGateway(workspace, { ...options, name: `unbundled-${start}`, form: 'unbundled' });
    const unbundledMs = cpuTimeMs(unbundled.pid);
    await pause(restMs);
    unbundledMegabytes.push(residentBytes(unbundled.pid) / 1e6);
    await unbundled.stop();
    const gateway = await startGateway(workspace, { ...options, name: `footprint-${start}` });
    startCosts.push({ bundledMs: cpuTimeMs(gateway.pid), unbundledMs });
    readyMs.push(gateway.readyAfterMs);
    await pause(restMs);
    freshMegabytes.push(residentBytes(gateway.pid) / 1e6);
    if (usedMegabytes.length === 0)
      usedMegabytes.push(await afterCalls(bench, { port: gateway.port, pid: gateway.pid, panelPid: panel.pid }));
    await gateway.stop();
  }
  await panel.stop();
  return {
    figures: [
      valueFigure({
        ...memory('after its start', freshMegabytes),
        atMost: maxMegabytes,
        reference: `unbundled ${megabytes(Math.max(...unbundledMegabytes))}`,
      }),
      startFigure(startCosts),
      valueFigure(memory('after a burst of calls', usedMegabytes)),
      valueFigure({
        part,
        what: `start to ready, middle of ${starts}`,
        values: readyMs,
        text: (ms) => `${ms.toFixed(0)} ms`,
        atMost: maxReadyMs,
        disturbances: bench.disturbances(),
      }),
    ],
    remarks: [],
  };
}

/** Processor time of a start up to the line that says that it listens. */
interface StartCost {
  readonly bundledMs: number;
  readonly unbundledMs: number;
}

/** Whether the last starts do not agree; what they say of the bar is not looked at. */
function isToGoOn(start: number, costs: readonly StartCost[]): boolean {
  return start <= mostStarts && !roundsAgree(ratiosOf(costs.slice(-starts)));
}

function ratiosOf(costs: readonly StartCost[]): readonly number[] {
  return costs.map(({ bundledMs, unbundledMs }) => bundledMs / unbundledMs);
}

function startFigure(all: readonly StartCost[]): Figure {
  const costs = all.slice(-starts);
  return ratioFigure({
    part,
    what: 'processor time of a start',
    gateway: `${median(costs.map(({ bundledMs }) => bundledMs)).toFixed(0)} ms`,
    reference: `unbundled ${median(costs.map(({ unbundledMs }) => unbundledMs)).toFixed(0)} ms`,
    ratios: ratiosOf(costs),
    bar: { kind: 'at-most', value: maxStartRatio },
    faults: [],
  });
}

async function afterCalls(
  bench: Bench,
  at: { readonly port: number; readonly pid: number; readonly panelPid: number },
): Promise<number> {
  const side = new Side({
    name: 'a burst of calls',
    port: at.port,
    traffic: oneClient,
    connections: 32,
    status: 200,
    servedPids: [at.pid],
    loadSidePids: [at.panelPid],
  });
  await side.measure(bench, { durationMs: bench.roundMs });
  await pause(restMs);
  return residentBytes(at.pid) / 1e6;
}

function memory(when: string, values: readonly number[]): ValueToTell {
  return { part, what: `resident memory at rest, ${when}`, values, text: megabytes, shown: 'most' };
}

function megabytes(value: number): string {
  return `${value.toFixed(0)} MB`;
}
