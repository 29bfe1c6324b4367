import { type FSWatcher, statSync, watch } from 'node:fs';
import { basename } from 'node:path';
import { errorCode } from '../domain/error-code.ts';

export interface WatchTarget {
  readonly folder: string;
  /** The one file in it that counts; undefined: all of them. */
  readonly file: string | undefined;
}

interface Watched {
  /** Which folder it is: another one may take its place under the same name. */
  readonly identity: string;
  /** Undefined: watching it failed. */
  readonly watcher: FSWatcher | undefined;
  readonly fault: string | undefined;
}

/** Notices changes in folders. It only hastens the next pass, so a watch that fails is told and not tried again. */
export class FolderWatches {
  readonly #changed: () => void;
  readonly #watched = new Map<string, Watched>();

  constructor(changed: () => void) {
    this.#changed = changed;
  }

  /**
   * Watches these folders and no others. A folder that is not there is left for later.
   *
   * @returns whether there is a new watch: what happened before it was not noticed
   */
  follow(targets: readonly WatchTarget[]): boolean {
    const wanted = new Set(targets.map((target) => target.folder));
    for (const folder of this.#watched.keys()) {
      if (!wanted.has(folder)) this.#forget(folder);
    }
    return targets.filter((target) => this.#followOne(target)).length > 0;
  }

  faults(): readonly string[] {
    return [...this.#watched.values()].flatMap((watched) => watched.fault ?? []);
  }

  close(): void {
    for (const folder of this.#watched.keys()) this.#forget(folder);
  }

  #followOne(target: WatchTarget): boolean {
    const identity = identityOf(target.folder);
    if (this.#watched.get(target.folder)?.identity === identity) return false;
    this.#forget(target.folder);
    if (identity === undefined) return false;
    try {
      const watcher = watch(target.folder, { persistent: false });
      watcher.on('change', (_event, name) => this.#noticed(target, name));
      watcher.on('error', (error) => this.#fail(target.folder, identity, error));
      this.#watched.set(target.folder, { identity, watcher, fault: undefined });
      return true;
    } catch (error) {
      this.#fail(target.folder, identity, error);
      return false;
    }
  }

  #noticed(target: WatchTarget, name: string | Buffer | null): void {
    // The folder's own name stands for the folder itself: it was moved or deleted, and the watch may be dead.
    const isFolderItself = name === basename(target.folder);
    if (isFolderItself) this.#forget(target.folder);
    if (isFolderItself || name === null || target.file === undefined || name === target.file) this.#changed();
  }

  #fail(folder: string, identity: string, error: unknown): void {
    this.#forget(folder);
    const fault = `${folder} cannot be watched (${errorCode(error)}): changes in it are noticed only by the passes over the panel's files`;
    this.#watched.set(folder, { identity, watcher: undefined, fault });
  }

  #forget(folder: string): void {
    this.#watched.get(folder)?.watcher?.close();
    this.#watched.delete(folder);
  }
}

function identityOf(folder: string): string | undefined {
  try {
    const stats = statSync(folder);
    return `${stats.dev}:${stats.ino}:${stats.birthtimeMs}`;
  } catch {
    // Whoever reads the folder says what is wrong with it.
    return undefined;
  }
}
