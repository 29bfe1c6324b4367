import { join } from 'node:path';
import type { Clock } from '../../domain/clock.ts';
import { errorText } from '../../domain/text/error-text.ts';
import type { Log } from '../../domain/log.ts';
import type { StatusPart } from '../../domain/status-part.ts';
import type { DataSettings } from '../../domain/policy/settings.ts';
import { ClockSteps } from './clock-steps.ts';
import { type DataLease, type LeaseHeld, takeLease } from './data-lease.ts';
import type { DataPart } from './data-part.ts';
import { StartError } from '../../domain/start-error.ts';
import { diskFault } from '../files/disk-fault.ts';
import { folderFault } from '../files/folder-fault.ts';
import { heldWords } from './held-words.ts';

export interface DataFolderOptions {
  readonly settings: DataSettings;
  readonly clock: Clock;
  readonly log: Log;
}

/** Interval of attempts to take the folder over, and of checks that it is still the same one. */
const everyMs = 1000;
/** How long the health page reports that everything had to be written anew. */
const toldForMs = 3_600_000;

/**
 * The folder for what outlives a restart. One process writes in it at a time. Where a socket is handed over, the next process serves while
 * the last one still holds the folder: it reads, keeps its changes in memory, and merges them when the last one releases the folder.
 */
export class DataFolder {
  readonly #options: DataFolderOptions;
  readonly #parts: DataPart[] = [];
  #lease: DataLease | undefined;
  #held: LeaseHeld | undefined;
  #timer: NodeJS.Timeout | undefined;
  /** Why the folder is not written now, or it is not known whether it is, in words. */
  #fault: string | undefined;
  #replaced: { readonly words: string; readonly atMs: number } | undefined;
  /** What was begun last; everything is done one after the other. */
  #doing: Promise<void> = Promise.resolve();
  #isUsed = false;
  #isReleased = false;

  readonly #steps: ClockSteps;

  constructor(options: DataFolderOptions) {
    this.#options = options;
    this.#steps = new ClockSteps(options.clock);
  }

  /** Calls go on, whatever becomes of the folder: it is never a fault. */
  readonly part: StatusPart = {
    health: () => (this.#isUsed ? [{ part: 'data', isFault: false, words: this.#words() }] : []),
  };

  pathOf(name: string): string {
    return join(this.#options.settings.folder, name);
  }

  /** Before the start. Without any part the folder is not touched. */
  add(part: DataPart): void {
    this.#parts.push(part);
  }

  /**
   * @param mayWait this process takes over from another one that may still hold the folder
   * @throws StartError where the folder cannot be used, or is held by another process
   */
  start(mayWait: boolean): Promise<void> {
    const started = this.#doing.then(() => this.#start(mayWait));
    // The start reports the fault; a stop need not.
    this.#doing = started.catch(() => undefined);
    return started;
  }

  /** This process has stopped listening: what it knows is written, and the next process may have the folder. */
  release(): Promise<void> {
    this.#isReleased = true;
    clearTimeout(this.#timer);
    this.#held?.leave();
    return this.#then(() => this.#letGo());
  }

  /** What has changed since the release is written, too, unless another process holds the folder by now. */
  async stop(): Promise<void> {
    await this.release();
    if (!this.#isUsed || !this.#parts.some((part) => part.isAhead())) return;
    const { settings, log } = this.#options;
    try {
      const taken = await this.#take();
      if (taken.kind === 'taken') {
        await this.#own();
        return await this.#letGo();
      }
      taken.leave();
      const lost = this.#parts.flatMap((part) => part.aheadWords?.() ?? []).join(', ');
      log.warn(heldWords.atStop(settings.folder, lost === '' ? taken.by : `${taken.by}, and ${lost} here meanwhile`));
    } catch (error) {
      log.error('the last changes could not be saved', { error: errorText(error) });
    }
  }

  async #start(mayWait: boolean): Promise<void> {
    const { settings, log } = this.#options;
    const { folder } = settings;
    if (this.#parts.length === 0 || this.#isReleased) return;
    const fault = folderFault(folder);
    if (fault?.isMissing === true && !settings.isRequired) {
      const holds = this.#parts.map((part) => part.holds).join(', ');
      return log.warn(`${holds} are forgotten at a restart: ${folder} ${fault.words}; or name another folder in data`);
    }
    if (fault !== undefined) throw new StartError('EDATASTART', `data: ${folder} ${fault.words}`);
    this.#isUsed = true;
    const taken = await this.#take();
    if (taken.kind === 'taken') {
      await this.#own().catch(async (error: unknown) => {
        await taken.release();
        throw error;
      });
      return this.#lookAgain();
    }
    if (!mayWait) {
      taken.leave();
      throw new StartError('EDATASTART', heldWords.atStart(folder, taken.by));
    }
    log.info(heldWords.meanwhile(folder, taken.by));
    for (const part of this.#parts) await part.follow();
    this.#wait(taken);
  }

  #words(): string | undefined {
    if (this.#held !== undefined) return `held by ${this.#held.by}; changes are kept in memory until it lets go`;
    const parts = this.#parts.flatMap((part) => part.fault?.() ?? []);
    const faults = [...(this.#fault === undefined ? [] : [this.#fault]), ...parts];
    if (faults.length > 0) return faults.join('; ');
    const { words, atMs } = this.#replaced ?? { words: '', atMs: Number.NEGATIVE_INFINITY };
    return this.#options.clock.monotonicMs() - atMs < toldForMs ? `ok; ${words}` : undefined;
  }

  async #take(): Promise<DataLease | LeaseHeld> {
    const { settings, clock } = this.#options;
    try {
      const taken = await takeLease(settings.folder, clock);
      if (taken.kind === 'taken') this.#lease = taken;
      return taken;
    } catch (error) {
      const words = `data: ${settings.folder} takes no socket, by which its writer is known: ${diskFault(error)}`;
      throw new StartError('EDATASTART', words, { cause: error });
    }
  }

  async #own(): Promise<void> {
    for (const part of this.#parts) await part.own();
  }

  async #letGo(): Promise<void> {
    const lease = this.#lease;
    if (lease === undefined) return;
    await Promise.all(this.#parts.map((part) => (isSurelyThere(lease) ? part.release() : part.suspend())));
    this.#lease = undefined;
    await lease.release();
  }

  #wait(held: LeaseHeld): void {
    this.#held = held;
    void held.gone.then(() => this.#then(() => this.#takeOver()));
  }

  async #takeOver(): Promise<void> {
    const { settings, log } = this.#options;
    if (this.#isReleased) return;
    try {
      const taken = this.#lease ?? (await this.#take());
      if (taken.kind === 'held') {
        log.info(heldWords.meanwhile(settings.folder, taken.by));
        return this.#wait(taken);
      }
      this.#held = undefined;
      await this.#own();
      this.#fault = undefined;
      log.info(`data: ${settings.folder} is written by this process now`);
      this.#lookAgain();
    } catch (error) {
      this.#held = undefined;
      const words = `changes are kept in memory alone, and it is tried again: ${errorText(error)}`;
      if (this.#fault !== words) log.error(words);
      this.#fault = words;
      this.#soon(() => this.#takeOver());
    }
  }

  #lookAgain(): void {
    this.#soon(() => this.#look());
  }

  /** Writes reach the folder only while its name still leads to the same folder and files. */
  async #look(): Promise<void> {
    const lease = this.#lease;
    if (this.#isReleased || lease === undefined) return;
    const { settings, log, clock } = this.#options;
    try {
      const isHeld = lease.isThere();
      if (this.#steps.sinceLast() !== 0) {
        log.info('data: the clock was set; what is kept by it is judged and written anew');
        for (const part of this.#parts) part.clockWasSet?.();
      }
      if (isHeld && this.#parts.every((part) => part.isIntact())) {
        this.#fault = undefined;
        return this.#lookAgain();
      }
      const words = `${settings.folder}, or a file in it, was removed or replaced at ${new Date(clock.wallMs()).toISOString()}`;
      log.warn(`data: ${words}; everything is written anew`);
      this.#replaced = { words: `${words}; everything was written anew`, atMs: clock.monotonicMs() };
      await Promise.all(this.#parts.map((part) => part.suspend()));
      if (!isHeld) {
        this.#lease = undefined;
        await lease.release();
      }
    } catch (error) {
      const words = `it cannot be known whether ${settings.folder} is still written: ${errorText(error)}`;
      if (this.#fault !== words) log.error(`data: ${words}`);
      this.#fault = words;
      return this.#lookAgain();
    }
    return this.#takeOver();
  }

  #soon(doNext: () => Promise<void>): void {
    if (this.#isReleased) return;
    this.#timer = setTimeout(() => void this.#then(doNext), everyMs).unref();
  }

  #then(doNext: () => Promise<void>): Promise<void> {
    this.#doing = this.#doing.then(doNext);
    return this.#doing;
  }
}

function isSurelyThere(lease: DataLease): boolean {
  try {
    return lease.isThere();
  } catch {
    // Nothing is written where another process may have the folder; taking it anew reports why that is not possible.
    return false;
  }
}
