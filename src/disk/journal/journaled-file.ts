import { rmSync, statSync } from 'node:fs';
import type { Clock } from '../../domain/clock.ts';
import type { Log } from '../../domain/log.ts';
import { diskFault } from '../files/disk-fault.ts';
import { fileIdentity } from '../files/file-identity.ts';
import { fileStamp } from '../files/file-stamp.ts';
import { inSlices } from '../files/in-slices.ts';
import { Journal } from './journal.ts';
import { JournalPaths } from './journal-paths.ts';
import { keepAside, putAside } from './put-aside.ts';
import { type SnapshotFields, type JournalContent, readJournal, readSnapshot } from './read-journaled.ts';
import { replaceFile } from '../files/replace-file.ts';
import { snapshotText } from './snapshot-text.ts';

export interface JournaledFileOptions<Entry> {
  /** `NAME.json`; its journals are `NAME.journal.N` beside it. */
  readonly path: string;
  /** All that there is, as the inside of a JSON object in pieces. It is gone through over a long time, while entries come and go. */
  readonly content: () => Iterable<string>;
  /** The records in a content, as they would stand in a journal. */
  readonly recordsIn: (content: SnapshotFields) => Iterable<unknown>;
  /** Undefined: it is no such record. */
  readonly parse: (record: unknown) => Entry | undefined;
  readonly clock: Clock;
  readonly log: Log;
}

/** Bytes by which a journal may be longer than the file before everything is written anew. */
const roomBytes = 1 << 20;
const retryMs = 5000;
const mode = 0o600;

/**
 * A JSON file that is kept equal to data in memory. Each change is appended to a journal, at a cost that does not depend on the amount of data. When
 * the journal has become long, everything is written anew, in slices, and the journal begins again.
 *
 * The file names the first journal that counts beside it, so that a process that is ended between two steps loses nothing.
 */
export class JournaledFile<Entry> {
  readonly #options: JournaledFileOptions<Entry>;
  readonly #paths: JournalPaths;
  #journal: Journal | undefined;
  #found: readonly Pick<JournalContent, 'number' | 'broken'>[] = [];
  #fileBytes = 0;
  /** The file as it was read or written last. */
  #identity: string | undefined;
  /** The file alone says all that there is. */
  #isWhole = true;
  /** The journals lack something. */
  #isBehind = false;
  #isUrgent = false;
  /** It holds entries that are not understood, and were kept aside. */
  #isOdd = false;
  #compacting: Promise<void> | undefined;
  #timer: NodeJS.Timeout | undefined;
  #fault: string | undefined;

  constructor(options: JournaledFileOptions<Entry>) {
    this.#options = options;
    this.#paths = new JournalPaths(options.path);
  }

  /** Why it cannot be written now, in words. */
  get fault(): string | undefined {
    return this.#journal?.fault ?? this.#fault;
  }

  /**
   * All entries on disk, in the order in which they were written: a later one takes the place of an earlier one.
   *
   * @param isWriter this process alone writes: what was read and is not understood is kept aside
   * @throws StartError where it cannot be known what there is
   */
  read(isWriter: boolean): readonly Entry[] {
    const { path } = this.#options;
    for (;;) {
      const before = fileStamp(path);
      const entries = this.#readOnce(isWriter);
      const now = fileStamp(path);
      this.#fileBytes = now.size;
      this.#identity = fileIdentity(path);
      // Another process may have written everything anew meanwhile, and removed a journal that was not read yet.
      if (isWriter || (now.ino === before.ino && now.mtimeMs === before.mtimeMs)) return entries;
    }
  }

  /**
   * Writes from now on.
   *
   * @param isAhead memory holds what was not read
   */
  begin(isAhead: boolean): void {
    const { clock, log } = this.#options;
    const overflowed = (): void => {
      this.#isBehind = true;
    };
    const last = Math.max(0, ...this.#found.map(({ number }) => number));
    this.#journal = new Journal({ pathOf: (number) => this.#paths.of(number), overflowed, clock, log }, last + 1);
    this.#isUrgent = false;
    this.#isBehind = isAhead;
    this.#isWhole = !isAhead && !this.#isOdd && this.#found.length === 0;
    this.#isOdd = false;
    if (!this.#isWhole) void this.#compact();
  }

  /**
   * False where what is written is not found at its path any more: a file, or the folder, was removed or replaced.
   *
   * @throws StartError where it cannot be known
   */
  isIntact(): boolean {
    if (this.#journal === undefined || this.#compacting !== undefined) return true;
    return this.#journal.isIntact() && fileIdentity(this.#options.path) === this.#identity;
  }

  /** Writes nothing more, whatever waits, until it is begun again. */
  async abandon(): Promise<void> {
    const journal = this.#journal;
    this.#journal = undefined;
    this.#isUrgent = true;
    this.#stopTimer();
    await this.#compacting;
    await journal?.abandon();
  }

  /** Writes everything anew: what was written is not right any more. */
  rewrite(): void {
    if (this.#journal === undefined) return;
    this.#isWhole = false;
    this.#isBehind = true;
    // One that is in flight has written a part already.
    void (this.#compacting ?? Promise.resolve()).then(() => (this.#isBehind ? this.#compact() : undefined));
  }

  /** On disk within a moment. Nothing before `begin` and after `end`. */
  append(record: object): void {
    const journal = this.#journal;
    if (journal === undefined) return;
    this.#isWhole = false;
    journal.append(record);
    const isLong = journal.bytes > this.#fileBytes + roomBytes;
    if ((isLong || this.#isBehind) && this.#timer === undefined) void this.#compact();
  }

  /** Writes what is new, and nothing after that. Never rejects. */
  async end(): Promise<void> {
    const journal = this.#journal;
    if (journal === undefined) return;
    this.#isUrgent = true;
    this.#stopTimer();
    await this.#compacting;
    await journal.flush();
    if (!this.#isWhole) await this.#compact();
    this.#journal = undefined;
    this.#stopTimer();
    if (!(await journal.flush()) && !this.#isWhole) {
      this.#options.log.error(`${this.#options.path}: the last ${journal.waiting} changes could not be written, and are lost`);
    }
    await journal.close();
  }

  #readOnce(isWriter: boolean): readonly Entry[] {
    const { path, log, recordsIn, parse } = this.#options;
    const content = readSnapshot(path);
    if (content === undefined && isWriter) {
      log.error(`${path} cannot be read, and is put aside as ${putAside(path)}: its content is ignored`);
    }
    const entries = [...recordsIn(content ?? {})].map(parse);
    if (isWriter && entries.includes(undefined)) {
      this.#isOdd = true;
      log.error(`${path} holds entries that are not understood, and is kept as ${keepAside(path)}: they are ignored`);
    }
    const first = Number(content?.['journal'] ?? 0);
    this.#found = this.#paths.numbers().map((number) => {
      const journal = readJournal({ number, path: this.#paths.of(number) }, isWriter);
      const own = number < first ? [] : journal.records.map(parse);
      entries.push(...own);
      return { number, broken: journal.broken + own.filter((entry) => entry === undefined).length };
    });
    return entries.filter((entry) => entry !== undefined);
  }

  #stopTimer(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  #compact(): Promise<void> {
    this.#compacting ??= this.#compactOnce().finally(() => {
      this.#compacting = undefined;
    });
    return this.#compacting;
  }

  async #compactOnce(): Promise<void> {
    const journal = this.#journal;
    if (journal === undefined) return;
    const { path, content, log, clock } = this.#options;
    const wasBehind = this.#isBehind;
    const first = journal.turn();
    this.#isBehind = false;
    this.#isWhole = true;
    try {
      const isUrgent = (): boolean => this.#isUrgent;
      await replaceFile(path, { content: inSlices(snapshotText(first, content()), { clock, isUrgent }), mode });
      if (this.#journal !== journal) return;
      this.#fileBytes = statSync(path).size;
      this.#identity = fileIdentity(path);
      this.#removeBefore(first);
      if (this.#fault !== undefined) log.info(`${path} can be written again`);
      this.#fault = undefined;
    } catch (error) {
      if (this.#journal !== journal) return;
      const fault = `${path} cannot be written, and it is tried again: ${diskFault(error)}`;
      if (this.#fault === undefined) log.error(fault);
      this.#fault = fault;
      this.#isWhole = false;
      this.#isBehind ||= wasBehind;
      this.#timer = setTimeout(() => {
        this.#timer = undefined;
        void this.#compact();
      }, retryMs).unref();
    }
  }

  /** Oldest first, because a later one may take back what an earlier one says. */
  #removeBefore(first: number): void {
    for (const number of this.#paths.numbers().filter((each) => each < first)) {
      const path = this.#paths.of(number);
      const broken = this.#found.find((each) => each.number === number)?.broken ?? 0;
      if (broken === 0) rmSync(path, { force: true });
      else this.#options.log.error(`${path} has ${broken} lines that cannot be read, and is kept as ${putAside(path)}`);
    }
    this.#found = [];
  }
}
