import { type FileHandle, open } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Clock } from '../../domain/clock.ts';
import type { Log } from '../../domain/log.ts';
import { diskFault } from '../files/disk-fault.ts';
import { fileIdentity, identityOf } from '../files/file-identity.ts';
import { fileVersion } from './read-journaled.ts';
import { syncFolder } from '../files/sync-folder.ts';

export interface JournalOptions {
  /** Where the journal of a number lies. */
  readonly pathOf: (generation: number) => string;
  readonly clock: Clock;
  readonly log: Log;
  /** Records are lost to the journal, because too many wait for a disk that takes none: all must be written anew. */
  readonly overflowed: () => void;
}

/** Records that wait for a disk. Beyond this they are dropped, and everything is written anew when it takes some again. */
const maxQueued = 10_000;
/** From one writing to the next at least, so that many records are one writing. */
const everyMs = 25;
const retryMs = 1000;
const mode = 0o600;
/** The first line of each file. */
const head = `${JSON.stringify({ version: fileVersion })}\n`;

interface OpenFile {
  readonly handle: FileHandle;
  readonly generation: number;
  readonly identity: string;
  /** Of whole lines. */
  bytes: number;
}

/**
 * Lines that are appended to a file, each on disk within a moment, also where the process is killed then. A line that could not be written is
 * kept and written later.
 */
export class Journal {
  readonly #options: JournalOptions;
  #generation: number;
  #queue: string[] = [];
  #file: OpenFile | undefined;
  #timer: NodeJS.Timeout | undefined;
  #writing: Promise<void> | undefined;
  #wroteAtMs = Number.NEGATIVE_INFINITY;
  #fault: string | undefined;
  #isAbandoned = false;

  /** @param generation number of the file that is written next; there is none yet */
  constructor(options: JournalOptions, generation: number) {
    this.#options = options;
    this.#generation = generation;
  }

  /** Of the file that is written now. */
  get bytes(): number {
    return this.#file?.generation === this.#generation ? this.#file.bytes : 0;
  }

  /** Records that are not on disk. */
  get waiting(): number {
    return this.#queue.length;
  }

  /** Why it cannot be written now, in words. */
  get fault(): string | undefined {
    return this.#fault;
  }

  /**
   * False where what it writes is not found at its path any more: the file, or the folder, was removed or replaced.
   *
   * @throws StartError where it cannot be known
   */
  isIntact(): boolean {
    const file = this.#file;
    if (file === undefined || file.generation !== this.#generation) return true;
    return fileIdentity(this.#options.pathOf(file.generation)) === file.identity;
  }

  append(record: object): void {
    if (this.#queue.length >= maxQueued) {
      this.#queue = [];
      this.#options.overflowed();
      return;
    }
    this.#queue.push(`${JSON.stringify(record)}\n`);
    if (this.#timer === undefined && this.#writing === undefined) this.#writeSoon(everyMs);
  }

  /** What is appended from now on goes into a file of its own. @returns its number */
  turn(): number {
    this.#generation += 1;
    return this.#generation;
  }

  /** Writes what waits. Never rejects. @returns false where it could not be written */
  async flush(): Promise<boolean> {
    while (this.#writing !== undefined) await this.#writing;
    if (this.#queue.length > 0) await this.#write();
    return this.#queue.length === 0;
  }

  async close(): Promise<void> {
    clearTimeout(this.#timer);
    await this.#closeFile();
  }

  /** Writes nothing more, whatever waits. */
  async abandon(): Promise<void> {
    this.#isAbandoned = true;
    clearTimeout(this.#timer);
    await this.#writing;
    await this.close();
  }

  #writeSoon(restMs: number): void {
    const sinceMs = this.#options.clock.monotonicMs() - this.#wroteAtMs;
    this.#timer = setTimeout(() => void this.#write(), Math.max(0, restMs - sinceMs)).unref();
  }

  #write(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#writing ??= this.#writeQueue().finally(() => {
      this.#writing = undefined;
      if (this.#queue.length > 0 && !this.#isAbandoned) this.#writeSoon(this.#fault === undefined ? everyMs : retryMs);
    });
    return this.#writing;
  }

  async #writeQueue(): Promise<void> {
    const { pathOf, clock, log } = this.#options;
    const lines = this.#queue;
    const generation = this.#generation;
    this.#queue = [];
    this.#wroteAtMs = clock.monotonicMs();
    try {
      await this.#put(lines.join(''), generation);
      if (this.#fault !== undefined) log.info(`${pathOf(generation)} can be written again`);
      this.#fault = undefined;
    } catch (error) {
      const fault = `${pathOf(generation)} cannot be written, and what it is to hold is kept in memory until it can: ${diskFault(error)}`;
      if (this.#fault === undefined) log.error(fault);
      this.#fault = fault;
      this.#queue = [...lines, ...this.#queue];
    }
  }

  async #put(text: string, generation: number): Promise<void> {
    const file = await this.#fileOf(generation);
    try {
      await file.handle.writeFile(text);
      await file.handle.datasync();
      file.bytes += Buffer.byteLength(text);
    } catch (error) {
      // A part of a line would make the next one unreadable.
      await file.handle.truncate(file.bytes).catch(() => undefined);
      await this.#closeFile();
      throw error;
    }
  }

  async #fileOf(generation: number): Promise<OpenFile> {
    if (this.#file?.generation === generation) return this.#file;
    await this.#closeFile();
    const handle = await open(this.#options.pathOf(generation), 'a', mode);
    const { size, dev, ino } = await handle.stat({ bigint: true });
    const file = { handle, generation, identity: identityOf({ dev, ino }), bytes: Number(size) };
    this.#file = file;
    if (size > 0n) return file;
    await this.#put(head, generation);
    await syncFolder(dirname(this.#options.pathOf(generation)));
    return file;
  }

  async #closeFile(): Promise<void> {
    const file = this.#file;
    this.#file = undefined;
    await file?.handle.close();
  }
}
