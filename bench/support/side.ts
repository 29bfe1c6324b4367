import type { Bench } from './bench.ts';
import type { CostlyBody } from './costly-bodies.ts';
import type { Flood } from './flood.ts';
import type { LoadReport } from './load-protocol.ts';
import { sideFaults } from '../judging/side-faults.ts';
import { median } from '../judging/statistics.ts';
import { warmUp } from '../judging/warm-up.ts';
import type { Traffic } from './traffic.ts';

export interface SideOptions {
  readonly name: string;
  readonly port: number;
  readonly isTls?: boolean;
  readonly traffic: Traffic | Flood | CostlyBody;
  readonly connections: number;
  /** From an answer to the next request of its connection; undefined: at once. */
  readonly restMs?: number;
  /** Any other answer makes the figures worthless. */
  readonly status: number;
  /** Processes on the core of what is measured. */
  readonly servedPids: readonly number[];
  /** Processes on the load's core, beside the load. */
  readonly loadSidePids: readonly number[];
  /** Done before each round; what it answers with takes it back afterwards. Such a side has no warm-up of its own: another side of the same process has one. */
  readonly prepare?: () => Promise<() => Promise<void>>;
  /** Called after each round. */
  readonly tidy?: () => void;
  /** Answers of a round of the warm-up. Undefined: so many that Node has compiled what is hot after a few. */
  readonly warmUpCalls?: number;
  /** The measured processes have time left on purpose. */
  readonly isPaced?: boolean;
}

export interface Extent {
  readonly durationMs: number;
  readonly maxAnswers?: number;
  /** In place of the side's own. */
  readonly restMs?: number;
}

/** One side of a comparison: where a load goes, and what came of its rounds. */
export class Side {
  readonly options: SideOptions;
  readonly #reports: LoadReport[] = [];
  #isWarm = true;

  constructor(options: SideOptions) {
    this.options = options;
  }

  get name(): string {
    return this.options.name;
  }

  /** @throws Error where an answer was not the expected one */
  async measure(bench: Bench, extent: Extent): Promise<LoadReport> {
    const { port, isTls = false, traffic, connections, servedPids, loadSidePids, prepare, tidy } = this.options;
    const { durationMs, maxAnswers = Number.MAX_SAFE_INTEGER, restMs = this.options.restMs ?? 0 } = extent;
    const pids = { servedPids: [...servedPids], loadSidePids: [...loadSidePids] };
    const takeBack = await prepare?.();
    const report = await bench.load.run({ port, isTls, traffic, connections, restMs, durationMs, maxAnswers, ...pids });
    await takeBack?.();
    tidy?.();
    this.#expectAnswers(report);
    return report;
  }

  /** Calls until two rounds that follow each other cost the same. */
  async warmUp(bench: Bench): Promise<void> {
    const { prepare, warmUpCalls = defaultWarmUpCalls } = this.options;
    if (prepare !== undefined) return;
    const extent = { durationMs: maxWarmUpRoundMs, maxAnswers: warmUpCalls, restMs: 0 };
    this.#isWarm = await warmUp(async () => this.#effort(await this.measure(bench, extent)));
  }

  /** @param most of the last reports that count */
  keep(report: LoadReport, most: number): void {
    this.#reports.push(report);
    if (this.#reports.length > most) this.#reports.shift();
  }

  /** Answers a second, by round. */
  rates(): number[] {
    return this.each((report) => (answersOf(report) / report.elapsedMs) * 1000);
  }

  /** Processor time of the measured processes for an answer, by round. */
  costsUs(): number[] {
    return this.each(costUs);
  }

  /** Why its figures are worth nothing, in words. */
  faults(): string[] {
    const { name, isPaced = false, servedPids } = this.options;
    return sideFaults({
      name,
      isWarm: this.#isWarm,
      loadSideShare: this.median(({ loadSideShare }) => loadSideShare),
      servedShare: isPaced || servedPids.length === 0 ? undefined : this.median(({ servedShare }) => servedShare),
    });
  }

  /** The middle of what the rounds say. */
  median(of: (report: LoadReport) => number): number {
    return median(this.#reports.map(of));
  }

  /** One number a round. */
  each(of: (report: LoadReport) => number): number[] {
    return this.#reports.map(of);
  }

  /** What has to settle in a warm-up. */
  #effort(report: LoadReport): number {
    return this.options.servedPids.length === 0 ? report.medianMs : costUs(report);
  }

  #expectAnswers({ answers, broken }: LoadReport): void {
    const { name, status } = this.options;
    if (broken === 0 && Object.keys(answers).every((each) => each === String(status))) return;
    throw new Error(
      `${name}: expected answers with status ${status} only, found ${JSON.stringify(answers)} and ${broken} broken connections`,
    );
  }
}

/** Node compiles for the last time after some 60,000 calls. */
const defaultWarmUpCalls = 20_000;
/** A machine that is slower must come to an end, too. */
const maxWarmUpRoundMs = 10_000;

function answersOf({ answers }: LoadReport): number {
  return Object.values(answers).reduce((sum, count) => sum + count, 0);
}

function costUs(report: LoadReport): number {
  return (report.servedMs / answersOf(report)) * 1000;
}
