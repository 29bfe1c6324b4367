import type { Log } from '../../domain/log.ts';
import type { LineFile } from './line-file.ts';
import { writeFault } from './write-fault.ts';

export interface KeptLinesOptions {
  readonly file: LineFile;
  readonly log: Log;
  /** For messages: `audit log`. */
  readonly name: string;
  /** What follows while it cannot be written, in words. */
  readonly consequence: string;
  /** Lines that are kept while the file takes none; beyond them the oldest is lost. */
  readonly maxLines: number;
}

/** A reader of standard output that does not keep up may stop the gateway for so long, and only once. */
const patienceMs = 200;
/** So many lines are handed to the system in one piece. */
const linesTogether = 64;

/** Lines in their order: none gets into the file before one that was told earlier. What the file did not take is kept. */
export class KeptLines {
  readonly #options: KeptLinesOptions;
  readonly #lines: string[] = [];
  #lost = 0;
  #allLost = 0;
  #fault: string | undefined;

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

  /** @throws Error when the line, or one before it, is not in the file */
  writeNow(line: string): void {
    this.#lines.push(line);
    const error = this.#tryToWrite();
    if (error === undefined) return;
    this.#lines.pop();
    throw new Error(`the ${this.#options.name} cannot be written: ${writeFault(error.cause)}`, error);
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
    this.flush();
    this.#lost += this.#lines.length;
    this.#lines.length = 0;
    this.#tellLost();
    this.#options.file.close();
  }

  #tryToWrite(): { readonly cause: unknown } | undefined {
    while (this.#lines.length > 0) {
      const next = this.#lines.slice(0, linesTogether);
      const { whole, error } = this.#options.file.write(next, this.#fault !== undefined ? 0 : patienceMs);
      this.#lines.splice(0, whole);
      if (whole < next.length) {
        this.#tellFailing(error);
        return { cause: error };
      }
    }
    this.#tellWorking();
    return undefined;
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
    this.#options.log.info(`the ${this.#options.name} is written again`);
    this.#tellLost();
  }

  #tellLost(): void {
    if (this.#lost > 0) this.#options.log.error(`lines of the ${this.#options.name} are lost`, { lines: this.#lost });
    this.#allLost += this.#lost;
    this.#lost = 0;
  }
}
