import { setTimeout as pause } from 'node:timers/promises';
import type { Clock } from '../../domain/clock.ts';
import type { Log } from '../../domain/log.ts';
import type { MaybePromise } from '../../domain/maybe-promise.ts';
import { NotRecordedError } from '../../domain/not-recorded-error.ts';
import type { LineFile } from './line-file.ts';
import { systemErrorCode } from '../../domain/text/system-error-code.ts';
import { writeFault } from '../write-fault.ts';

export interface KeptLinesOptions {
  readonly file: LineFile;
  readonly clock: Clock;
  readonly log: Log;
  /** For messages: `audit log`. */
  readonly name: string;
  /** What follows while it cannot be written, in words. */
  readonly consequence: string;
  /** Lines that are kept while the file takes none; beyond them the oldest is lost. */
  readonly maxLines: number;
  /** The line that says how many are lost, for behind those that are not; undefined: only the process's own log is told. */
  readonly lostLine?: (count: number) => string;
}

/** How long the reader of standard output may take nothing before the file counts as not writable. */
const patienceMs = 1000;
const retryMs = 10;
/** How long the end of the gateway waits for such a reader. */
const lastPatienceMs = 200;
/** Lines written in one system call. */
const linesTogether = 64;

interface Failed {
  readonly cause: unknown;
}

/** Lines in order: none is written before an earlier one. Lines that could not be written are kept. */
export class KeptLines {
  readonly #options: KeptLinesOptions;
  readonly #lines: string[] = [];
  #lost = 0;
  #allLost = 0;
  #fault: string | undefined;
  /** Since when the reader of standard output takes nothing of what waits. */
  #behindSinceMs: number | undefined;
  #timer: NodeJS.Timeout | undefined;

  constructor(options: KeptLinesOptions) {
    this.#options = options;
  }

  /** Lines that are not in the file yet. */
  get count(): number {
    return this.#lines.length;
  }

  /** Why the file takes no lines, in words; undefined: the last line that was written is in it. */
  get fault(): string | undefined {
    return this.#fault;
  }

  /** Lines that are lost, since the start. */
  get lostCount(): number {
    return this.#allLost + this.#lost;
  }

  /**
   * Writes the line at once, or, where the reader of standard output does not keep up, within a second.
   *
   * @throws NotRecordedError when the line, or one before it, is not in the file
   */
  writeNow(line: string): MaybePromise<void> {
    const wasFailing = this.#fault !== undefined;
    const error = this.#tryThisToo(line);
    if (error === undefined) return undefined;
    if (wasFailing || !isBehind(error)) throw this.#notRecorded(error);
    return this.#writeSoon(line);
  }

  /** Writes the line, or keeps it until it can be written. */
  write(line: string): void {
    this.#lines.push(line);
    this.#tryToWrite();
    this.#loseOldest();
  }

  /** Keeps the line for the next `flush` or line; to write several together costs less. As many as go in one piece are written at once. */
  add(line: string): void {
    if (this.#lines.length < linesTogether) this.#lines.push(line);
    else this.write(line);
  }

  /** Writes what is kept, if it can be written now. */
  flush(): void {
    if (this.#lines.length > 0) this.#tryToWrite();
  }

  close(): void {
    clearTimeout(this.#timer);
    if (this.#lines.length > 0) this.#tryToWrite(lastPatienceMs);
    clearTimeout(this.#timer);
    this.#lost += this.#lines.length;
    this.#lines.length = 0;
    this.#tellLost();
    this.#options.file.close();
  }

  async #writeSoon(line: string): Promise<void> {
    const { clock } = this.#options;
    const untilMs = clock.monotonicMs() + patienceMs;
    for (;;) {
      await pause(retryMs);
      const error = this.#tryThisToo(line);
      if (error === undefined) return;
      if (this.#fault !== undefined || clock.monotonicMs() >= untilMs) throw this.#notRecorded(error);
    }
  }

  #notRecorded({ cause }: Failed): NotRecordedError {
    return new NotRecordedError(`the ${this.#options.name} cannot be written: ${writeFault(cause)}`, { cause });
  }

  #tryThisToo(line: string): Failed | undefined {
    this.#lines.push(line);
    const error = this.#tryToWrite();
    if (error !== undefined) this.#lines.pop();
    return error;
  }

  #tryToWrite(threadPatienceMs = 0): Failed | undefined {
    while (this.#lines.length > 0) {
      // Nearly always there are few, and all of them are taken.
      const next = this.#lines.length <= linesTogether ? this.#lines : this.#lines.slice(0, linesTogether);
      const wanted = next.length;
      const { whole, error } = this.#options.file.write(next, threadPatienceMs);
      if (whole === this.#lines.length) this.#lines.length = 0;
      else this.#lines.splice(0, whole);
      if (whole > 0) this.#behindSinceMs = undefined;
      if (whole < wanted) {
        const failed = { cause: error };
        if (!isBehind(failed) || this.#isOutOfPatience()) this.#tellFailing(error);
        else this.#timer ??= setTimeout(() => this.#tryAgain(), retryMs).unref();
        return failed;
      }
    }
    this.#behindSinceMs = undefined;
    this.#tellWorking();
    return undefined;
  }

  #tryAgain(): void {
    this.#timer = undefined;
    this.flush();
  }

  #isOutOfPatience(): boolean {
    const nowMs = this.#options.clock.monotonicMs();
    this.#behindSinceMs ??= nowMs;
    return nowMs - this.#behindSinceMs >= patienceMs;
  }

  #loseOldest(): void {
    if (this.#lines.length <= this.#options.maxLines) return;
    this.#lines.shift();
    this.#lost += 1;
  }

  #tellFailing(error: unknown): void {
    if (this.#fault !== undefined) return;
    this.#fault = writeFault(error);
    const { log, name, consequence } = this.#options;
    log.error(`the ${name} cannot be written: ${this.#fault}. ${consequence}`);
  }

  #tellWorking(): void {
    if (this.#fault === undefined) return;
    this.#fault = undefined;
    const { log, name, lostLine } = this.#options;
    log.info(`the ${name} is written again`);
    if (this.#lost > 0 && lostLine !== undefined) this.#lines.push(lostLine(this.#lost));
    this.#tellLost();
  }

  #tellLost(): void {
    if (this.#lost > 0) this.#options.log.error(`lines of the ${this.#options.name} are lost`, { lines: this.#lost });
    this.#allLost += this.#lost;
    this.#lost = 0;
  }
}

/** Whether the reader only does not keep up, which may mend by itself soon. */
function isBehind({ cause }: Failed): boolean {
  return systemErrorCode(cause) === 'EAGAIN';
}
