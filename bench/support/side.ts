import type { Bench } from './bench.ts';
import type { CostlyBody } from './costly-bodies.ts';
import type { Flood } from './flood.ts';
import type { LoadReport } from './load-protocol.ts';
import { median } from './statistics.ts';
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
  /** Done before each round; what it answers with takes it back afterwards. */
  readonly prepare?: () => Promise<() => Promise<void>>;
  /** Called after each round. */
  readonly tidy?: () => void;
}

/** One side of a comparison: where a load goes, and what came of its rounds. */
export class Side {
  readonly options: SideOptions;
  readonly #reports: LoadReport[] = [];

  constructor(options: SideOptions) {
    this.options = options;
  }

  get name(): string {
    return this.options.name;
  }

  /** @throws Error where an answer was not the expected one */
  async measure(bench: Bench, durationMs: number): Promise<LoadReport> {
    const {
      port,
      isTls = false,
      traffic,
      connections,
      restMs = 0,
      status,
      servedPids,
      loadSidePids,
      name,
      prepare,
      tidy,
    } = this.options;
    const order = {
      port,
      isTls,
      traffic,
      connections,
      restMs,
      durationMs,
      servedPids: [...servedPids],
      loadSidePids: [...loadSidePids],
    };
    const takeBack = await prepare?.();
    const report = await bench.load.run(order);
    await takeBack?.();
    tidy?.();
    const statuses = Object.keys(report.answers);
    if (report.broken > 0 || statuses.some((each) => each !== String(status))) {
      throw new Error(
        `${name}: expected answers with status ${status} only, found ${JSON.stringify(report.answers)} and ${report.broken} broken connections`,
      );
    }
    return report;
  }

  keep(report: LoadReport): void {
    this.#reports.push(report);
  }

  /** Answers a second, by round. */
  rates(): number[] {
    return this.#reports.map(
      ({ answers, elapsedMs }) => (Object.values(answers).reduce((sum, count) => sum + count, 0) / elapsedMs) * 1000,
    );
  }

  /** The middle of what the rounds say. */
  median(of: (report: LoadReport) => number): number {
    return median(this.#reports.map(of));
  }

  /** One number a round. */
  each(of: (report: LoadReport) => number): number[] {
    return this.#reports.map(of);
  }
}
