import { writeBytes } from './write-bytes.ts';
import { writeFault } from './write-fault.ts';

export interface DroppingLinesOptions {
  /** Writes to it must not wait: `standardDescriptor`. */
  readonly descriptor: number;
  /** Bytes of all lines that wait together; further lines are dropped. */
  readonly maxBytes: number;
  /** The line that says how many were dropped, written once when there is room again. */
  readonly droppedLine: (count: number) => string;
}

const retryMs = 100;

/**
 * Lines for a reader that may be slow, may hang or may have left. Nothing waits for it: lines that it does not take are kept up to a bound, retried
 * ten times a second, and dropped beyond.
 */
export class DroppingLines {
  readonly #options: DroppingLinesOptions;
  /** In their order; the first may be what is left of a line of which a part is written. */
  readonly #waiting: Buffer[] = [];
  #waitingBytes = 0;
  #dropped = 0;
  #allDropped = 0;
  #fault: string | undefined;
  #timer: NodeJS.Timeout | undefined;

  constructor(options: DroppingLinesOptions) {
    this.#options = options;
  }

  /** Why the lines that wait are not taken, in words; undefined: none waits. */
  get fault(): string | undefined {
    return this.#fault;
  }

  /** Lines that were dropped, since the start. */
  get droppedCount(): number {
    return this.#allDropped;
  }

  /** @param line with its line feed */
  write(line: string): void {
    const bytes = Buffer.from(line);
    if (this.#waitingBytes + bytes.length > this.#options.maxBytes) {
      this.#dropped += 1;
      this.#allDropped += 1;
      return;
    }
    this.#push(bytes);
    // While others wait, the timer tries.
    if (this.#timer === undefined) this.#tryAll(0);
  }

  /** Before the process ends: waits this long for a slow reader. */
  flush(patienceMs: number): void {
    this.#tryAll(patienceMs);
  }

  #push(bytes: Buffer): void {
    this.#waiting.push(bytes);
    this.#waitingBytes += bytes.length;
  }

  #tryAll(patienceMs: number): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#drain(patienceMs);
    if (this.#dropped > 0 && this.#waiting.length === 0) {
      this.#push(Buffer.from(this.#options.droppedLine(this.#dropped)));
      this.#dropped = 0;
      this.#drain(patienceMs);
    }
    if (this.#waiting.length > 0) this.#timer = setTimeout(() => this.#tryAll(0), retryMs).unref();
  }

  #drain(patienceMs: number): void {
    this.#fault = undefined;
    for (let bytes = this.#waiting[0]; bytes !== undefined; bytes = this.#waiting[0]) {
      const { written, error } = writeBytes(this.#options.descriptor, bytes, patienceMs);
      this.#waitingBytes -= written;
      if (error === undefined) this.#waiting.shift();
      else {
        this.#waiting[0] = bytes.subarray(written);
        this.#fault = writeFault(error, 'standard error');
        return;
      }
    }
  }
}
