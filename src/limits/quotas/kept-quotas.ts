import { type FileHandle, open, readFile } from 'node:fs/promises';
import type { DataFolder } from '../../disk/data/data-folder.ts';
import type { DataPart } from '../../disk/data/data-part.ts';
import { diskFault } from '../../disk/files/disk-fault.ts';
import { fileIdentity } from '../../disk/files/file-identity.ts';
import { replaceFile } from '../../disk/files/replace-file.ts';
import { isAccessKeyId } from '../../domain/call/bounds.ts';
import type { UseQuota, UseQuotas } from '../../domain/ledger/use-quotas.ts';
import type { Log } from '../../domain/log.ts';
import { StartError } from '../../domain/start-error.ts';
import { StoreAwayError } from '../../domain/store-away-error.ts';
import { systemErrorCode } from '../../domain/text/system-error-code.ts';

export interface KeptQuotasOptions {
  readonly data: Pick<DataFolder, 'pathOf'>;
  readonly log: Log;
}

const mode = 0o600;

interface Change {
  readonly key: string;
  readonly count: 1 | -1;
}

interface Batch {
  readonly changes: Change[];
  readonly done: Promise<void>;
}

function add(counts: Map<string, number>, { key, count }: Change): void {
  counts.set(key, Math.max(0, (counts.get(key) ?? 0) + count));
}

/**
 * Uses of keys in a file of the folder `data`: a line `KEY NUMBER` for each key, and behind them a line `KEY +` for each use that was taken and
 * `KEY -` for each that was given back. A use counts once its line is on disk; a line without its end was never answered.
 *
 * Where the file cannot be written, and while another process may write it, nothing is taken.
 */
export class KeptQuotas implements DataPart, UseQuotas {
  readonly holds = 'the uses of keys with maxUses';
  readonly #path: string;
  readonly #log: Log;
  /** With what is being written. */
  readonly #used = new Map<string, number>();
  /** What the file says. */
  readonly #onDisk = new Map<string, number>();
  #file: FileHandle | undefined;
  #identity: string | undefined;
  #isOwn = false;
  /** The file may lack what was written in it. */
  #isCutOff = false;
  /** What comes while others are written is written together. */
  #next: Batch | undefined;
  #last: Promise<void> = Promise.resolve();
  #fault: string | undefined;

  constructor({ data, log }: KeptQuotasOptions) {
    this.#path = data.pathOf('uses-of-keys');
    this.#log = log;
  }

  async take({ key, uses }: UseQuota): Promise<boolean> {
    if (!this.#isOwn) throw new StoreAwayError(`${this.#path} is not written by this process now`);
    const used = this.#used.get(key) ?? 0;
    if (used >= uses) return false;
    this.#used.set(key, used + 1);
    try {
      await this.#append({ key, count: 1 });
      return true;
    } catch (error) {
      add(this.#used, { key, count: -1 });
      throw new StoreAwayError(`${this.#path} cannot be written: ${diskFault(error)}`, { cause: error });
    }
  }

  refund(key: string): void {
    const change = { key, count: -1 } as const;
    add(this.#used, change);
    // Where that is lost, there is one use less.
    this.#append(change).catch(() => undefined);
  }

  used(key: string): number {
    if (!this.#isOwn) throw new StoreAwayError(`${this.#path} is not written by this process now`);
    return this.#used.get(key) ?? 0;
  }

  async follow(): Promise<void> {
    this.#hold(await this.#read());
  }

  async own(): Promise<void> {
    if (this.#isOwn) return;
    const found = await this.#read();
    const lost = this.#isCutOff ? [...this.#onDisk].filter(([key, used]) => used > (found.get(key) ?? 0)) : [];
    this.#hold(new Map([...found, ...lost]));
    this.#isOwn = true;
    this.#isCutOff = false;
    // Nobody is answered before they are on disk again.
    if (lost.length > 0) await this.#write([]).catch(() => undefined);
  }

  isIntact(): boolean {
    return this.#file === undefined || fileIdentity(this.#path) === this.#identity;
  }

  async suspend(): Promise<void> {
    if (this.#isOwn) this.#isCutOff = true;
    await this.release();
  }

  async release(): Promise<void> {
    this.#isOwn = false;
    await this.#last;
    await this.#close();
  }

  isAhead(): boolean {
    return this.#isCutOff;
  }

  fault(): string | undefined {
    return this.#fault;
  }

  /** Resolves when it is on disk. */
  #append(change: Change): Promise<void> {
    this.#next ??= this.#begin();
    this.#next.changes.push(change);
    return this.#next.done;
  }

  #begin(): Batch {
    const changes: Change[] = [];
    const done = this.#last.then(() => {
      this.#next = undefined;
      return this.#write(changes);
    });
    this.#last = done.catch(() => undefined);
    return { changes, done };
  }

  async #write(changes: readonly Change[]): Promise<void> {
    try {
      this.#file ??= await this.#writeAnew();
      await this.#file.appendFile(changes.map(({ key, count }) => `${key} ${count > 0 ? '+' : '-'}\n`).join(''));
      await this.#file.datasync();
    } catch (error) {
      // A part of it may be there.
      await this.#close();
      this.#say(`${this.#path} cannot be written: ${diskFault(error)}`);
      throw error;
    }
    for (const change of changes) add(this.#onDisk, change);
    this.#say(undefined);
  }

  async #writeAnew(): Promise<FileHandle> {
    const content = [...this.#onDisk].map(([key, used]) => `${key} ${used}\n`).join('');
    await replaceFile(this.#path, { content, mode });
    this.#identity = fileIdentity(this.#path);
    return open(this.#path, 'a');
  }

  async #close(): Promise<void> {
    const file = this.#file;
    this.#file = undefined;
    await file?.close().catch(() => undefined);
  }

  #say(fault: string | undefined): void {
    if (fault !== undefined && this.#fault === undefined) this.#log.error(`${fault}; calls of keys with maxUses are refused`);
    if (fault === undefined && this.#fault !== undefined) this.#log.info(`${this.#path} can be written again`);
    this.#fault = fault;
  }

  #hold(counts: ReadonlyMap<string, number>): void {
    for (const held of [this.#used, this.#onDisk]) {
      held.clear();
      for (const [key, used] of counts) held.set(key, used);
    }
  }

  /** @throws StartError */
  async #read(): Promise<Map<string, number>> {
    const text = await readFile(this.#path, 'latin1').catch((error: unknown) => {
      if (systemErrorCode(error) === 'ENOENT') return '';
      throw new StartError('EDATASTART', `${this.#path} cannot be read: ${diskFault(error)}`, { cause: error });
    });
    const lines = text.split('\n');
    // It has no end, or is empty.
    lines.pop();
    const counts = new Map<string, number>();
    for (const [index, line] of lines.entries()) takeLine(line, counts, `${this.#path}:${index + 1}`);
    return counts;
  }
}

/** @throws StartError where it is no line of such a file */
function takeLine(line: string, counts: Map<string, number>, place: string): void {
  const [, key = '', what = ''] = /^(\S+) (\+|-|[0-9]{1,15})$/.exec(line) ?? [];
  if (!isAccessKeyId(key))
    throw new StartError('EDATASTART', `${place} is no count of uses; put the file back from a backup, or correct the line`);
  if (what === '+' || what === '-') add(counts, { key, count: what === '+' ? 1 : -1 });
  else counts.set(key, Number(what));
}
