import { setTimeout as pause } from 'node:timers/promises';
import type { Clock } from '../../domain/clock.ts';
import type { Log } from '../../domain/log.ts';
import type { PanelState, PanelStateSource, Readings, StateFault } from '../../domain/panel/panel-state.ts';
import { Changes } from '../poll/changes.ts';
import { countReading } from '../poll/count-reading.ts';
import { FolderWatches } from '../follow/folder-watches.ts';
import { type FilesSettings, PanelFiles } from './panel-files.ts';
import { PassLoop } from '../poll/pass-loop.ts';
import { Reports } from '../poll/reports.ts';
import { type PassResult, runPass } from '../follow/run-pass.ts';
import { defaultStateTimings, type StateTimings } from '../follow/state-timings.ts';

export interface FilesStateOptions {
  readonly settings: FilesSettings;
  readonly clock: Clock;
  readonly log: Log;
  readonly timings?: Partial<StateTimings>;
}

/** Panel state from the panel's own files, followed as they change. */
export function createFilesState(options: FilesStateOptions): PanelStateSource {
  return new FollowedState(options);
}

/** A start waits at most this many times the time in which a file settles. */
const maxStartSettlings = 5;

class FollowedState implements PanelStateSource {
  readonly #clock: Clock;
  readonly #timings: StateTimings;
  readonly #files: PanelFiles;
  readonly #watches: FolderWatches;
  readonly #loop: PassLoop;
  readonly #errors: Reports;
  readonly #warnings: Reports;
  readonly #stopping = new AbortController();
  #failedPasses = 0;
  #readings: Readings = { complete: 0, incomplete: 0 };
  readonly #changes = new Changes();
  #state: PanelState | undefined;
  #problems: readonly string[] = ["the panel's files have not been read yet"];
  #unsettledForMs: number | undefined;

  constructor({ settings, clock, log, timings }: FilesStateOptions) {
    this.#clock = clock;
    this.#timings = { ...defaultStateTimings, ...timings };
    this.#files = new PanelFiles({ settings, clock, timings: this.#timings });
    this.#loop = new PassLoop(clock, () => this.#pass());
    this.#watches = new FolderWatches({
      changed: () => this.#loop.schedule(this.#timings.debounceMs),
      everyMs: this.#timings.everyMs,
      retryMs: this.#timings.watchRetryMs,
    });
    this.#errors = new Reports(log, 'error');
    this.#warnings = new Reports(log, 'warn');
  }

  readonly start = async (): Promise<void> => {
    const { settleMs } = this.#timings;
    await this.#loop.run();
    // A key that was changed just before the gateway started would otherwise be refused in its first moments. Files that were written one after
    // the other settle one after the other: each pass waits for the first of those that are left. File systems have finer clocks than
    // `wallMs`, so the time of a new file may be ahead of it: the file then settles later than `settleMs` from now.
    let waitedMs = 0;
    while (waitedMs < maxStartSettlings * settleMs && (this.#unsettledForMs ?? Number.POSITIVE_INFINITY) < 2 * settleMs) {
      const waitMs = Math.max(this.#unsettledForMs ?? 0, settleMs / 10);
      await pause(waitMs);
      if (this.#stopping.signal.aborted) return;
      await this.#loop.run();
      waitedMs += waitMs;
    }
  };

  readonly current = (): PanelState | undefined => this.#state;

  readonly onChange = this.#changes.listen;

  readonly problems = (): readonly string[] => this.#problems;

  readonly faults = (): readonly StateFault[] => this.#files.faults();

  readonly notices = (): readonly string[] => [...this.#files.notices(), ...this.#watches.faults()];

  readonly readings = (): Readings => this.#readings;

  readonly refresh = (): Promise<void> => this.#loop.run();

  readonly stop = async (): Promise<void> => {
    this.#stopping.abort();
    this.#watches.close();
    await this.#loop.stop();
  };

  async #pass(): Promise<void> {
    const options = { clock: this.#clock, sliceMs: this.#timings.sliceMs, stopped: this.#stopping.signal };
    const result = await runPass(this.#files.parts, options);
    if (this.#stopping.signal.aborted) return;
    const isComplete = result.problems.length === 0;
    this.#readings = countReading(this.#readings, isComplete);
    const before = this.#state;
    this.#state = this.#files.stateAfter(before, isComplete ? result.startedAtMs : undefined);
    this.#problems = result.problems;
    this.#unsettledForMs = result.againInMs;
    this.#planNext(result, this.#watches.follow(this.#files.watchTargets()));
    this.#report();
    if (this.#state !== before) this.#changes.tell();
  }

  #planNext(result: PassResult, isWatchingMore: boolean): void {
    const { everyMs, debounceMs, retriesMs } = this.#timings;
    const retryInMs = result.problems.length === 0 ? undefined : retriesMs[this.#failedPasses];
    this.#failedPasses = result.problems.length === 0 ? 0 : this.#failedPasses + 1;
    this.#loop.schedule(Math.min(everyMs, retryInMs ?? everyMs, result.againInMs ?? everyMs));
    if (isWatchingMore) this.#loop.schedule(debounceMs);
  }

  #report(): void {
    this.#warnings.update([...this.#files.warnings(), ...this.#watches.faults()]);
    // The panel replaces its configuration by moving it, so for a moment it is not there: that is worth no word while a retry is due.
    const mayBeOverSoon =
      this.#state !== undefined && this.#failedPasses > 0 && this.#failedPasses <= this.#timings.retriesMs.length;
    if (mayBeOverSoon) return;
    const what =
      this.#state === undefined
        ? 'panel state is not available'
        : 'panel state is not up to date, and the last good one still counts';
    this.#errors.update(this.#problems, what);
  }
}
