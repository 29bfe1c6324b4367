import { accessSync, constants, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Clock } from '../domain/clock.ts';
import { errorCode } from '../domain/error-code.ts';
import type { Log } from '../domain/log.ts';
import type { StatusPart } from '../domain/status-part.ts';
import type { DataSettings } from '../domain/settings.ts';
import { type DataLease, type LeaseHeld, takeLease } from './data-lease.ts';
import { DataStartError } from './data-start-error.ts';
import { diskFault } from './disk-fault.ts';

/**
 * Files of one kind in the folder `data`, with what they hold in memory. Each method is called when the one before it has resolved.
 */
export interface DataPart {
  /** What is forgotten at a restart without the folder, for people: `bans`. */
  readonly holds: string;
  /**
   * Reads the files while another process may write them.
   *
   * @throws DataStartError
   */
  readonly follow: () => void | Promise<void>;
  /**
   * This process is the only writer from now on: reads the files, again after `follow` or `release`, merges what has changed in memory, and
   * writes.
   *
   * @throws DataStartError
   */
  readonly own: () => void | Promise<void>;
  /** Writes what is new, and nothing more after that. Never rejects. */
  readonly release: () => Promise<void>;
  /** Something in memory is newer than the files. */
  readonly isAhead: () => boolean;
  /** Why the files cannot be written now, in words. */
  readonly fault?: () => string | undefined;
}

export interface DataFolderOptions {
  readonly settings: DataSettings;
  readonly clock: Clock;
  readonly log: Log;
}

const retryMs = 5000;

/**
 * The folder for what outlives a restart. One process writes in it at a time. Where a socket is handed over, the next process serves while
 * the last one still holds the folder: it reads, keeps its changes in memory, and merges them when the last one lets go.
 */
export class DataFolder {
  readonly #options: DataFolderOptions;
  readonly #parts: DataPart[] = [];
  #lease: DataLease | undefined;
  #held: LeaseHeld | undefined;
  #timer: NodeJS.Timeout | undefined;
  /** What was begun last; everything is done one after the other. */
  #doing: Promise<void> = Promise.resolve();
  #isUsed = false;
  #isReleased = false;

  constructor(options: DataFolderOptions) {
    this.#options = options;
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
   * @throws DataStartError where the folder cannot be used, or is held by another process
   */
  start(mayWait: boolean): Promise<void> {
    const started = this.#doing.then(() => this.#start(mayWait));
    // Whoever starts it is told; a stop need not know.
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
      log.warn(`data: ${settings.folder} is held by ${taken.by}: what changed here since it took over is not kept`);
    } catch (error) {
      log.error('what changed last is not kept', { error: String(error) });
    }
  }

  async #start(mayWait: boolean): Promise<void> {
    const { settings, log } = this.#options;
    const { folder } = settings;
    if (this.#parts.length === 0 || this.#isReleased) return;
    const fault = faultOf(folder);
    if (fault?.isMissing === true && !settings.isRequired) {
      const holds = this.#parts.map((part) => part.holds).join(', ');
      return log.warn(`${holds} are forgotten at a restart: ${folder} ${fault.words}; or name another folder in data`);
    }
    if (fault !== undefined) throw new DataStartError(`data: ${folder} ${fault.words}`);
    this.#isUsed = true;
    const taken = await this.#take();
    if (taken.kind === 'taken') {
      return this.#own().catch(async (error: unknown) => {
        await taken.release();
        throw error;
      });
    }
    if (!mayWait) {
      taken.leave();
      throw new DataStartError(heldWords(folder, taken.by));
    }
    log.info(`data: ${folder} is held by ${taken.by}; changes are kept in memory until it lets go`);
    for (const part of this.#parts) await part.follow();
    this.#wait(taken);
  }

  #words(): string | undefined {
    if (this.#held !== undefined) return `held by ${this.#held.by}; changes are kept in memory until it lets go`;
    const faults = this.#parts.flatMap((part) => part.fault?.() ?? []);
    return faults.length === 0 ? undefined : faults.join('; ');
  }

  async #take(): Promise<DataLease | LeaseHeld> {
    const { settings, clock } = this.#options;
    try {
      const taken = await takeLease(settings.folder, clock);
      if (taken.kind === 'taken') this.#lease = taken;
      return taken;
    } catch (error) {
      const words = `data: ${settings.folder} takes no socket, by which its writer is known: ${diskFault(error)}`;
      throw new DataStartError(words, { cause: error });
    }
  }

  async #own(): Promise<void> {
    for (const part of this.#parts) await part.own();
  }

  async #letGo(): Promise<void> {
    if (this.#lease === undefined) return;
    await Promise.all(this.#parts.map((part) => part.release()));
    await this.#lease.release();
    this.#lease = undefined;
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
      if (taken.kind === 'held') return this.#wait(taken);
      this.#held = undefined;
      await this.#own();
      log.info(`data: ${settings.folder} is written by this process now`);
    } catch (error) {
      log.error('changes are kept in memory alone, and it is tried again', { error: String(error) });
      this.#timer = setTimeout(() => void this.#then(() => this.#takeOver()), retryMs).unref();
    }
  }

  #then(doNext: () => Promise<void>): Promise<void> {
    this.#doing = this.#doing.then(doNext);
    return this.#doing;
  }
}

function heldWords(folder: string, by: string): string {
  return (
    `data: ${folder} is held by ${by}; stop that gateway, or give this one a folder of its own. ` +
    'Only a gateway that is handed its listening socket may start while another one runs'
  );
}

interface FolderFault {
  readonly words: string;
  readonly isMissing: boolean;
}

function faultOf(folder: string): FolderFault | undefined {
  try {
    if (!statSync(folder).isDirectory()) return { words: 'is no folder; create it', isMissing: false };
    accessSync(folder, constants.R_OK | constants.W_OK | constants.X_OK);
    return undefined;
  } catch (error) {
    const code = errorCode(error);
    if (code === 'ENOENT') return { words: 'is no folder; create it', isMissing: true };
    return { words: `cannot be written: ${diskFault(error)}`, isMissing: false };
  }
}
