import { readFileSync, renameSync } from 'node:fs';
import { replaceFile } from '../disk/replace-file.ts';
import type { Clock } from '../domain/clock.ts';
import type { Log } from '../domain/log.ts';

export interface DataFileOptions {
  readonly path: string;
  /** From one writing to the next at least. */
  readonly everyMs: number;
  /** Everything that the file is to hold, to be written as JSON. */
  readonly content: () => unknown;
  readonly clock: Clock;
  readonly log: Log;
}

/**
 * A file of JSON that follows what is in memory. It is written beside its place and then moved: whoever reads it finds the old one or the new
 * one, whole, also after a full disk or a power cut.
 */
export class DataFile {
  readonly #options: DataFileOptions;
  #timer: NodeJS.Timeout | undefined;
  #writing: Promise<void> = Promise.resolve();
  #isChanged = false;
  #wroteAtMs = Number.NEGATIVE_INFINITY;
  #fails = false;
  /** To put the content into words, during which nothing else runs. */
  #tookMs = 0;

  constructor(options: DataFileOptions) {
    this.#options = options;
  }

  /** What the file holds; undefined where there is none. One that is broken is put aside as `FILE.broken`, and the log says so. */
  read(): unknown {
    const { path, log } = this.#options;
    try {
      const text = textOf(path);
      if (text === undefined) return undefined;
      const content: unknown = JSON.parse(text);
      return content;
    } catch (error) {
      log.error(`${path} cannot be read, and is put aside as ${path}.broken: what it held is forgotten`, {
        error: String(error),
      });
      this.#putAside();
      return undefined;
    }
  }

  #putAside(): void {
    const { path, log } = this.#options;
    try {
      renameSync(path, `${path}.broken`);
    } catch (error) {
      log.error(`${path} cannot be put aside; move it away`, { error: String(error) });
    }
  }

  /** Something is new: it is written soon, at once where nothing was written lately. */
  changed(): void {
    this.#isChanged = true;
    if (this.#timer !== undefined) return;
    const { clock, everyMs } = this.#options;
    const sinceMs = clock.monotonicMs() - this.#wroteAtMs;
    const restMs = Math.max(everyMs, this.#tookMs * restFactor);
    this.#timer = setTimeout(() => void this.flush(), Math.max(0, restMs - sinceMs)).unref();
  }

  /** Writes what is new. Never rejects: what cannot be written is tried again, and the log says so once. */
  flush(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#writing = this.#writing.then(() => this.#write());
    return this.#writing;
  }

  async #write(): Promise<void> {
    if (!this.#isChanged) return;
    const { path, content, clock, log } = this.#options;
    this.#isChanged = false;
    this.#wroteAtMs = clock.monotonicMs();
    try {
      const text = `${JSON.stringify(content())}\n`;
      this.#tookMs = clock.monotonicMs() - this.#wroteAtMs;
      await replaceFile(path, { content: text, mode });
      if (this.#fails) log.info(`${path} can be written again`);
      this.#fails = false;
    } catch (error) {
      if (!this.#fails)
        log.error(`${path} cannot be written: bans are forgotten at a restart until it can`, { error: String(error) });
      this.#fails = true;
      this.changed();
    }
  }
}

/** A long content is written less often: it takes a hundredth of the time at most. */
const restFactor = 100;
const mode = 0o600;

function textOf(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}
