import type { DataFolder } from '../disk/data/data-folder.ts';
import type { DataPart } from '../disk/data/data-part.ts';
import { JournaledFile } from '../disk/journal/journaled-file.ts';
import type { Clock } from '../domain/clock.ts';
import type { Log } from '../domain/log.ts';
import { itemsOf } from '../domain/text/json-fields.ts';
import { type HistoryRow, isEmptyRow } from './columns.ts';
import type { History } from './history.ts';
import { type HistoryEntry, historyText, readHistoryEntry, slotFields } from './row-text.ts';

export interface KeptHistoryOptions {
  readonly history: History;
  readonly data: Pick<DataFolder, 'pathOf'>;
  readonly clock: Clock;
  readonly log: Log;
}

const ringNames = ['fine', 'coarse'] as const;
/** Slots of the future that are kept: as many as the rings have. */
const maxFuture = 5760;
/** Slots that wait while another process may write the file: six hours of them. */
const maxAhead = 1440;

/**
 * The history of calls over a restart, in `history.json`. A slot is written when it has ended, so a process that is killed loses at most 15
 * seconds. While another process may write the file, slots wait here, and are added to its own when it lets go.
 *
 * A slot in the file has a number, because one that ends while the file is written anew may be in both the file and the journal behind it. Slots that lie
 * in the future, by a clock that is or was wrong, are kept apart until their time has come.
 */
export class KeptHistory implements DataPart {
  readonly holds = 'the history of calls';
  readonly #history: History;
  readonly #file: JournaledFile<HistoryEntry>;
  readonly #clock: Clock;
  #ahead: (readonly [startMs: number, row: HistoryRow])[] = [];
  #future: readonly HistoryEntry[] = [];
  #lastNumber = 0;
  #isOwn = false;
  /** The file may lack what was written in it. */
  #isCutOff = false;

  constructor({ history, data, clock, log }: KeptHistoryOptions) {
    this.#history = history;
    this.#clock = clock;
    this.#file = new JournaledFile({
      path: data.pathOf('history.json'),
      // Copied at once: a slot that ends meanwhile is in the next journal alone.
      content: () =>
        historyText({
          fine: history.fine.copy(),
          coarse: history.coarse.copy(),
          ahead: this.#future,
          lastNumber: this.#lastNumber,
        }),
      recordsIn: ({ fine, coarse, ahead }) => [...itemsOf(fine), ...itemsOf(coarse), ...itemsOf(ahead)],
      parse: readHistoryEntry,
      clock,
      log,
    });
    history.onSlotEnded((startMs, row) => this.#slotEnded(startMs, row));
  }

  follow(): void {
    this.#takeFrom(this.#file.read(false));
  }

  own(): void {
    if (this.#isOwn) return;
    const found = this.#file.read(true);
    // Where the file was lost, memory has all that was in it.
    if (!this.#isCutOff) this.#takeFrom(found);
    this.#file.begin(this.#isCutOff);
    this.#isOwn = true;
    this.#isCutOff = false;
    // Behind the beginning, which may copy what there is: each is in that copy or in the journal, and never in both.
    for (const [startMs, row] of this.#ahead.splice(0)) {
      this.#history.add(startMs, row);
      this.#append(startMs, row);
    }
  }

  isIntact(): boolean {
    return this.#file.isIntact();
  }

  async suspend(): Promise<void> {
    if (!this.#isOwn) return;
    this.#isOwn = false;
    this.#isCutOff = true;
    await this.#file.abandon();
  }

  async release(): Promise<void> {
    if (!this.#isOwn) return;
    this.#history.endSlot();
    this.#isOwn = false;
    await this.#file.end();
    this.#isCutOff = this.#file.fault !== undefined;
  }

  isAhead(): boolean {
    this.#history.endSlot();
    return this.#isCutOff || this.#ahead.length > 0;
  }

  clockWasSet(): void {
    this.#bringBack();
  }

  fault(): string | undefined {
    return this.#file.fault;
  }

  /** Only what the file has. */
  #takeFrom(entries: readonly HistoryEntry[]): void {
    const { fine, coarse } = this.#history;
    for (const ring of [fine, coarse]) ring.clear();
    this.#future = [];
    this.#lastNumber = 0;
    for (const entry of entries) {
      const { number } = entry;
      if (number !== undefined && number <= this.#lastNumber) continue;
      this.#lastNumber = number ?? this.#lastNumber;
      this.#take(entry);
    }
    this.#future = this.#future.slice(-maxFuture);
  }

  #take(entry: HistoryEntry): void {
    const { ring, startMs, row } = entry;
    if (isEmptyRow(row)) return;
    const nowMs = this.#clock.wallMs();
    // It must not take the place of what comes now.
    if (startMs > nowMs) this.#future = [...this.#future, entry];
    else for (const name of ringNames) if (name === (ring ?? name)) this.#addTo(name, startMs, row);
  }

  /** Slots whose time has come, because it has passed, or the clock was set right. */
  #bringBack(): void {
    const nowMs = this.#clock.wallMs();
    const come = this.#future.filter(({ startMs }) => startMs <= nowMs);
    if (come.length === 0) return;
    this.#future = this.#future.filter(({ startMs }) => startMs > nowMs);
    for (const entry of come) this.#take(entry);
  }

  /** A slot that is older than the ring reaches back must not take the place of a newer one. */
  #addTo(name: (typeof ringNames)[number], startMs: number, row: HistoryRow): void {
    const ring = this.#history[name];
    if (startMs > this.#clock.wallMs() - ring.slotMs * ring.slots) ring.add(startMs, row);
  }

  #append(startMs: number, row: HistoryRow): void {
    this.#lastNumber += 1;
    this.#file.append({ ...slotFields(startMs, row), number: this.#lastNumber });
  }

  #slotEnded(startMs: number, row: HistoryRow): void {
    this.#bringBack();
    if (this.#isOwn) this.#append(startMs, row);
    else if (!this.#isCutOff) this.#ahead = [...this.#ahead, [startMs, row] as const].slice(-maxAhead);
  }
}
