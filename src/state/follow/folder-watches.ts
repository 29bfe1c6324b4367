import { type FSWatcher, statSync, watch } from 'node:fs';
import { basename } from 'node:path';
import { readAccessAdvice } from '../../disk/files/read-access-advice.ts';
import { systemErrorCode } from '../../domain/text/system-error-code.ts';
import { watchAdviceOn } from '../../domain/text/system-fault.ts';

export interface WatchTarget {
  readonly folder: string;
  /** The one file in it that counts; undefined: all of them. */
  readonly file: string | undefined;
}

export interface FolderWatchesOptions {
  /** Something has changed, or may have changed while it was not watched. */
  readonly changed: () => void;
  /** Interval of passes without a watch. */
  readonly everyMs: number;
  /** From a watch that failed, or a folder that was missing, to the next attempt. */
  readonly retryMs: number;
}

interface Watched {
  /** Which folder it is: another one may take its place under the same name. */
  readonly identity: string;
  readonly watcher: FSWatcher;
}

/** Folders retried at a time: each costs system calls, during which calls of clients wait. */
const maxTriesAtOnce = 100;

/** All watches of this user or of the machine are taken: another folder cannot be watched either. */
const takenCodes: ReadonlySet<string> = new Set(['ENOSPC', 'EMFILE', 'ENFILE']);

/** Notices changes in folders, which only makes the next pass earlier. Folders that cannot be watched are reported and retried. */
export class FolderWatches {
  readonly #options: FolderWatchesOptions;
  readonly #watched = new Map<string, Watched>();
  /** Of folders that are there and not watched: the error's code. */
  readonly #failed = new Map<string, string>();
  /** What is not watched, in the order in which it is tried again. */
  #unwatched: readonly WatchTarget[] = [];
  #retry: NodeJS.Timeout | undefined;

  constructor(options: FolderWatchesOptions) {
    this.#options = options;
  }

  /**
   * Watches these folders and no others.
   *
   * @returns whether there is a new watch: what happened before it was not noticed
   */
  follow(targets: readonly WatchTarget[]): boolean {
    const wanted = new Set(targets.map((target) => target.folder));
    for (const folder of [...this.#watched.keys(), ...this.#failed.keys()]) {
      if (!wanted.has(folder)) this.#forget(folder);
    }
    const { isNew, unwatched } = this.#watchAll(targets);
    this.#unwatched = unwatched;
    this.#retryLater();
    return isNew;
  }

  /** In words; a missing folder is reported by its reader. */
  faults(): readonly string[] {
    const late = `so changes in it are noticed late, within ${this.#options.everyMs / 1000} s`;
    return [...this.#failed].map(([folder, code]) => {
      const advice = watchAdviceOn(code) ?? (code === 'EACCES' ? readAccessAdvice(folder) : undefined);
      return `${folder} cannot be watched (${code}), ${late}${advice === undefined ? '' : `: ${advice}`}`;
    });
  }

  close(): void {
    clearTimeout(this.#retry);
    this.#unwatched = [];
    for (const folder of this.#watched.keys()) this.#forget(folder);
  }

  #retryLater(): void {
    clearTimeout(this.#retry);
    if (this.#unwatched.length === 0) return;
    this.#retry = setTimeout(() => this.#tryAgain(), this.#options.retryMs);
    this.#retry.unref();
  }

  #tryAgain(): void {
    const { isNew, unwatched } = this.#watchAll(this.#unwatched.slice(0, maxTriesAtOnce));
    this.#unwatched = [...this.#unwatched.slice(maxTriesAtOnce), ...unwatched];
    this.#retryLater();
    if (isNew) this.#options.changed();
  }

  #watchAll(targets: readonly WatchTarget[]): { readonly isNew: boolean; readonly unwatched: readonly WatchTarget[] } {
    const unwatched: WatchTarget[] = [];
    let isNew = false;
    let taken: unknown;
    for (const target of targets) {
      const identity = identityOf(target.folder);
      if (identity !== undefined && this.#watched.get(target.folder)?.identity === identity) continue;
      this.#forget(target.folder);
      const fault = identity === undefined ? undefined : (taken ?? this.#watch(target, identity));
      if (fault === undefined && identity !== undefined) isNew = true;
      else unwatched.push(target);
      if (fault === undefined) continue;
      this.#failed.set(target.folder, systemErrorCode(fault));
      if (takenCodes.has(systemErrorCode(fault))) taken = fault;
    }
    return { isNew, unwatched };
  }

  /** @returns the error; undefined: it is watched */
  #watch(target: WatchTarget, identity: string): unknown {
    try {
      const watcher = watch(target.folder, { persistent: false });
      watcher.on('change', (_event, name) => this.#noticed(target, name));
      watcher.on('error', (error) => this.#lost(target, error));
      this.#watched.set(target.folder, { identity, watcher });
      return undefined;
    } catch (error) {
      return error;
    }
  }

  #noticed(target: WatchTarget, name: string | Buffer | null): void {
    // The folder's own name stands for the folder itself: it was moved, deleted or closed, and the watch may be dead.
    const isFolderItself = name === basename(target.folder);
    if (isFolderItself) this.#forget(target.folder);
    if (isFolderItself || name === null || target.file === undefined || name === target.file) this.#options.changed();
  }

  #lost(target: WatchTarget, error: unknown): void {
    this.#forget(target.folder);
    this.#failed.set(target.folder, systemErrorCode(error));
    this.#unwatched = [...this.#unwatched, target];
    this.#retryLater();
    this.#options.changed();
  }

  #forget(folder: string): void {
    this.#watched.get(folder)?.watcher.close();
    this.#watched.delete(folder);
    this.#failed.delete(folder);
  }
}

function identityOf(folder: string): string | undefined {
  try {
    const stats = statSync(folder);
    return `${stats.dev}:${stats.ino}:${stats.birthtimeMs}`;
  } catch {
    // The reader of the folder reports what is wrong with it.
    return undefined;
  }
}
