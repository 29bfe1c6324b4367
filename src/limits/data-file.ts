import { readFileSync, renameSync } from 'node:fs';
import { open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
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

  constructor(options: DataFileOptions) {
    this.#options = options;
  }

  /** What the file holds; undefined where there is none. One that is broken is put aside as `FILE.broken`, and the log says so. */
  read(): unknown {
    const { path, log } = this.#options;
    const text = textOf(path);
    if (text === undefined) return undefined;
    try {
      const content: unknown = JSON.parse(text);
      return content;
    } catch (error) {
      renameSync(path, `${path}.broken`);
      log.error(`${path} cannot be read, and is put aside as ${path}.broken: what it held is forgotten`, {
        error: String(error),
      });
      return undefined;
    }
  }

  /** Something is new: it is written soon, at once where nothing was written lately. */
  changed(): void {
    this.#isChanged = true;
    if (this.#timer !== undefined) return;
    const sinceMs = this.#options.clock.monotonicMs() - this.#wroteAtMs;
    this.#timer = setTimeout(() => void this.flush(), Math.max(0, this.#options.everyMs - sinceMs)).unref();
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
      await writeWhole(path, `${JSON.stringify(content())}\n`);
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

const mode = 0o600;

async function writeWhole(path: string, text: string): Promise<void> {
  const beside = `${path}.new`;
  try {
    // What a writer left that was ended in the midst of it.
    await rm(beside, { force: true });
    const file = await open(beside, 'wx', mode);
    try {
      await file.writeFile(text);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(beside, path);
  } catch (error) {
    await rm(beside, { force: true });
    throw error;
  }
  await syncFolder(dirname(path));
}

/** So that the new name outlives a power cut. */
async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

function textOf(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}
