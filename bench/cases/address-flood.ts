import type { Bench } from '../support/bench.ts';
import { makeBenchFolder } from '../support/bench-folder.ts';
import { compareCosts } from '../judging/compare-costs.ts';
import { residentBytes } from '../support/cpu-time.ts';
import type { CaseResult, Figure } from '../judging/figure.ts';
import { valueFigure } from '../judging/value-figure.ts';
import { floodRanges } from '../support/flood.ts';
import { costRatios, measureInTurn } from '../support/measure-in-turn.ts';
import { Side, type SideOptions } from '../support/side.ts';
import { type RunningGateway, startGateway } from '../support/start-gateway.ts';
import { manyEntries, type Traffic } from '../support/traffic.ts';

const part = 'j';
const maxMegabytes = 120;
const bar = { kind: 'at-least', value: 0.5 } as const;
const connections = 32;
const floodAddresses = 1_000_000;
const fewAddresses = 1024;
/** A machine that is slower must come to an end, too. */
const maxFloodMs = 300_000;
/** From one look at the memory to the next. */
const stepMs = 1000;
const warmUpMs = 15_000;

/** They are refused and escalate, and fail no login. */
const strangers: Traffic = { secret: 'right', keys: 1, addresses: manyEntries, addressesAre: 'not-allowed' };

/** What a flood of addresses that each fail a login costs: memory, and time for each call while every table is full. */
export async function measureAddressFlood(bench: Bench): Promise<CaseResult> {
  const { workspace, cores } = bench;
  const panelRoot = await makeBenchFolder(workspace, 1);
  // Nobody is at that port: a refused call never asks.
  const common = {
    core: cores.served,
    panelUrl: 'http://127.0.0.1:9',
    panelRoot,
    allow: floodRanges,
    trustsLoad: true,
    maxCalls: 3,
  };
  const flooded = await startGateway(workspace, { ...common, name: 'address-flood' });
  const calm = await startGateway(workspace, { ...common, name: 'address-calm' });
  const flood = sideOf('a flood of addresses', flooded, { floodAddresses });
  const growth = await grow(bench, {
    pid: flooded.pid,
    few: [
      sideOf('few addresses', flooded, { floodAddresses: fewAddresses }),
      sideOf('few strangers', flooded, { ...strangers, addresses: fewAddresses }),
    ],
    flood,
    crowd: sideOf('a crowd of strangers', flooded, strangers),
  });
  const few = sideOf('few addresses', calm, { floodAddresses: fewAddresses });
  await measureInTurn(bench, [few, flood], [costRatios(few, flood)]);
  await Promise.all([flooded.stop(), calm.stop()]);
  const what = 'refused: unknown key, each from another address, tables full';
  return {
    figures: [growth.figure, compareCosts({ part, what, gateway: flood, reference: few, bar })],
    remarks: growth.remarks,
  };
}

function sideOf(name: string, gateway: RunningGateway, traffic: SideOptions['traffic']): Side {
  const load = { connections, status: 401, servedPids: [gateway.pid], loadSidePids: [], tidy: gateway.tidy };
  return new Side({ ...load, name, traffic, port: gateway.port });
}

interface Growing {
  readonly pid: number;
  readonly few: readonly Side[];
  readonly flood: Side;
  readonly crowd: Side;
}

/** Resident memory after calls from few addresses, and the most of it that there is while many come. */
async function grow(bench: Bench, { pid, few, flood, crowd }: Growing): Promise<{ figure: Figure; remarks: string[] }> {
  bench.progress(`calls from ${fewAddresses} addresses`);
  for (const side of few) await side.measure(bench, { durationMs: warmUpMs });
  const before = residentBytes(pid);
  bench.progress(`calls from ${floodAddresses} addresses`);
  const flooding = await pour(bench, { side: flood, calls: floodAddresses, pid });
  const crowding = await pour(bench, { side: crowd, calls: manyEntries, pid });
  const megabytes = (Math.max(flooding.mostBytes, crowding.mostBytes) - before) / 1e6;
  return {
    figure: valueFigure({
      part,
      what: `${floodAddresses.toLocaleString('en')} addresses that each fail a login: resident memory`,
      values: [megabytes],
      text: (value) => `+${value.toFixed(0)} MB`,
      reference: `${fewAddresses} addresses ${(before / 1e6).toFixed(0)} MB`,
      atMost: maxMegabytes,
      bar: `at most ${maxMegabytes} MB more`,
      faults: [...missingCalls(flooding, floodAddresses), ...missingCalls(crowding, manyEntries)],
    }),
    remarks: [remarkOn(flooding)],
  };
}

interface Poured {
  readonly calls: number;
  readonly tookMs: number;
  readonly mostBytes: number;
}

/** Lets a side call until so many answers have come. */
async function pour(
  bench: Bench,
  { side, calls, pid }: { readonly side: Side; readonly calls: number; readonly pid: number },
): Promise<Poured> {
  let poured: Poured = { calls: 0, tookMs: 0, mostBytes: 0 };
  while (poured.calls < calls && poured.tookMs < maxFloodMs) {
    const { answers, elapsedMs } = await side.measure(bench, { durationMs: stepMs });
    poured = {
      calls: poured.calls + Object.values(answers).reduce((sum, count) => sum + count, 0),
      tookMs: poured.tookMs + elapsedMs,
      mostBytes: Math.max(poured.mostBytes, residentBytes(pid)),
    };
  }
  return poured;
}

function missingCalls({ calls, tookMs }: Poured, expected: number): string[] {
  if (calls >= expected) return [];
  return [`${calls} of ${expected} addresses came in ${(tookMs / 1000).toFixed(0)} s`];
}

function remarkOn({ calls, tookMs }: Poured): string {
  return `the flood was ${calls.toLocaleString('en')} addresses in ${(tookMs / 1000).toFixed(0)} s`;
}
