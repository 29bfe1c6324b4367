import { basename, dirname, resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { Clock } from '../../domain/clock.ts';
import type { Log } from '../../domain/log.ts';
import { makePanelState } from '../../domain/panel/make-panel-state.ts';
import type { Command, PanelState, PanelStateSource, Readings, StateFault } from '../../domain/panel/panel-state.ts';
import { readAccessAdvice } from '../../disk/files/read-access-advice.ts';
import { systemErrorCode } from '../../domain/text/system-error-code.ts';
import { Changes } from '../poll/changes.ts';
import { countReading } from '../poll/count-reading.ts';
import { FolderWatches } from '../follow/folder-watches.ts';
import { type FileLook, lookAtFile } from '../follow/look-at-file.ts';
import { PassLoop } from '../poll/pass-loop.ts';
import { Reports } from '../poll/reports.ts';
import { StaticAge } from './static-age.ts';
import { readStaticFile, type StaticReading } from './static-file.ts';
import { staticFault } from './static-fault.ts';
import { staticNotices, staticStateFaults } from './static-state-faults.ts';
import { defaultStaticTimings, type StaticTimings } from './static-timings.ts';

export interface StaticStateOptions {
  readonly settings: { readonly file: string };
  /** Reads a file that is written by hand, YAML or JSON; a name that is there twice must be a fault. Throws an Error in words. */
  readonly parse: (text: string) => unknown;
  readonly clock: Clock;
  readonly log: Log;
  readonly timings?: Partial<StaticTimings>;
  /** For a file without a table of commands. */
  readonly defaultCommands?: ReadonlyMap<string, Command>;
}

/**
 * Panel state from one file with digests in place of secrets: of `hearthgate collect`, or written by hand. The format stands in
 * `docs/panel-state.md`. A file that is broken, refused or gone leaves the last good state in force, which grows old.
 */
export function createStaticState(options: StaticStateOptions): PanelStateSource {
  return new StaticState(options);
}

/** What the last look at the file made of it. */
interface Held {
  readonly stamp: string;
  readonly reading: StaticReading;
}

const maxStartLooks = 10;

class StaticState implements PanelStateSource {
  readonly #options: StaticStateOptions;
  readonly #file: string;
  readonly #timings: StaticTimings;
  readonly #age: StaticAge;
  readonly #watches: FolderWatches;
  readonly #loop: PassLoop;
  readonly #errors: Reports;
  readonly #warnings: Reports;
  #isStopped = false;
  #held: Held | undefined;
  /** A file that was seen, but not read yet because it may still be written. */
  #settling: { readonly stamp: string; readonly sinceMs: number } | undefined;
  readonly #changes = new Changes();
  #state: PanelState | undefined;
  #faults: readonly StateFault[] = [];
  #notices: readonly string[] = [];
  #problems: readonly string[];
  #readings: Readings = { complete: 0, incomplete: 0 };

  constructor(options: StaticStateOptions) {
    const { clock, log } = options;
    this.#options = options;
    this.#file = resolve(options.settings.file);
    this.#timings = { ...defaultStaticTimings, ...options.timings };
    this.#age = new StaticAge(this.#file, clock, this.#timings.lateMs);
    this.#problems = [`${this.#file} has not been read yet`];
    this.#loop = new PassLoop(clock, () => this.#look());
    this.#watches = new FolderWatches({
      changed: () => this.#loop.schedule(this.#timings.debounceMs),
      everyMs: this.#timings.everyMs,
      retryMs: this.#timings.everyMs,
    });
    this.#errors = new Reports(log, 'error');
    this.#warnings = new Reports(log, 'warn');
  }

  readonly start = async (): Promise<void> => {
    await this.#loop.run();
    for (let looks = 1; looks < maxStartLooks && this.#settling !== undefined && !this.#isStopped; looks += 1) {
      await pause(this.#timings.settleMs);
      await this.#loop.run();
    }
  };

  readonly current = (): PanelState | undefined => this.#state;

  readonly onChange = this.#changes.listen;

  readonly problems = (): readonly string[] => this.#problems;

  readonly faults = (): readonly StateFault[] => this.#faults;

  readonly notices = (): readonly string[] => [...this.#notices, ...this.#watches.faults()];

  readonly readings = (): Readings => this.#readings;

  readonly refresh = (): Promise<void> => this.#loop.run();

  readonly stop = async (): Promise<void> => {
    this.#isStopped = true;
    this.#watches.close();
    await this.#loop.stop();
  };

  async #look(): Promise<void> {
    const lookedAtMs = this.#options.clock.monotonicMs();
    const problems = await this.#readIfChanged();
    if (this.#isStopped) return;
    if (this.#settling === undefined) this.#conclude(problems.length > 0 ? problems : this.#accept(lookedAtMs));
    this.#loop.schedule(this.#settling === undefined ? this.#timings.everyMs : this.#timings.settleMs);
    const isWatchingMore = this.#watches.follow([{ folder: dirname(this.#file), file: basename(this.#file) }]);
    if (isWatchingMore) this.#loop.schedule(this.#timings.debounceMs);
  }

  #conclude(problems: readonly string[]): void {
    this.#problems = problems;
    this.#readings = countReading(this.#readings, problems.length === 0);
    this.#report();
  }

  /** @returns what is wrong with the file, in words; without meaning where it has to settle first */
  async #readIfChanged(): Promise<readonly string[]> {
    // Links are followed: a mounted configuration is one, and is replaced by changing it.
    const seen = lookAtFile(this.#file, 'follow');
    const refusal = staticFault(this.#file, seen);
    if (refusal !== undefined || seen.kind !== 'file') {
      this.#settling = undefined;
      return refusal === undefined ? [] : [refusal];
    }
    if (this.#held?.stamp !== seen.stamp && this.#hasSettled(seen)) await this.#read(seen);
    return this.#held?.reading.kind === 'faults' ? this.#held.reading.faults.map((text) => `${this.#file}: ${text}`) : [];
  }

  /** Unchanged for long enough: by the file system's clock where it agrees with this machine's, else by what was seen of it. */
  #hasSettled(seen: FileLook): boolean {
    const { clock } = this.#options;
    const { settleMs } = this.#timings;
    const nowMs = clock.monotonicMs();
    if (this.#settling?.stamp !== seen.stamp) this.#settling = { stamp: seen.stamp, sinceMs: nowMs };
    const hasSettled = clock.wallMs() - seen.changedAtMs >= settleMs || nowMs - this.#settling.sinceMs >= settleMs;
    if (hasSettled) this.#settling = undefined;
    return hasSettled;
  }

  async #read(seen: FileLook): Promise<void> {
    const { parse, clock } = this.#options;
    try {
      const reading = await readStaticFile(this.#file, seen, {
        parse,
        clock,
        sliceMs: this.#timings.sliceMs,
        isStopped: () => this.#isStopped,
      });
      if (reading.kind === 'changing') this.#settling = { stamp: '', sinceMs: clock.monotonicMs() };
      else this.#held = { stamp: seen.stamp, reading };
    } catch (error) {
      // Without a stamp, so that it is tried again at the next look, whether the file has changed or not.
      this.#held = {
        stamp: '',
        reading: { kind: 'faults', faults: [`cannot be read (${systemErrorCode(error)}): ${readAccessAdvice(this.#file)}`] },
      };
    }
  }

  /** Puts what was read in force. @returns what is wrong with it all the same, in words */
  #accept(lookedAtMs: number): readonly string[] {
    if (this.#held?.reading.kind !== 'document') return this.#problems;
    const { facts, writtenAtMs, hasUnreadableApiKeys } = this.#held.reading.document;
    const commands = facts.commands ?? this.#options.defaultCommands;
    if (commands === undefined) return [`${this.#file}: commands: expected a mapping, found nothing`];
    const before = this.#state;
    const isInForce = before?.accessKeys === facts.accessKeys;
    if (isInForce && writtenAtMs !== undefined) return this.#age.problemsOf(before.readAtMs);
    const readAtMs = this.#age.readAtMs(writtenAtMs, lookedAtMs);
    if (typeof readAtMs === 'string') return [readAtMs];
    this.#state = makePanelState({ ...facts, commands, readAtMs });
    this.#faults = staticStateFaults(this.#file, this.#state, hasUnreadableApiKeys);
    this.#notices = staticNotices(this.#file, this.#state);
    this.#changes.tell();
    return this.#age.problemsOf(readAtMs);
  }

  #report(): void {
    this.#warnings.update([...this.#faults.map(({ first }) => first), ...this.#notices, ...this.#watches.faults()]);
    const what =
      this.#state === undefined
        ? 'panel state is not available'
        : 'panel state is not up to date, and the last good one still counts';
    this.#errors.update(this.#problems, what);
  }
}
