import type { DataFolder } from '../disk/data/data-folder.ts';
import type { DataPart } from '../disk/data/data-part.ts';
import { JournaledFile } from '../disk/journal/journaled-file.ts';
import type { Clock } from '../domain/clock.ts';
import type { Log } from '../domain/log.ts';
import { itemsOf } from '../domain/text/json-fields.ts';
import type { HistoryRow } from './columns.ts';
import type { History } from './history.ts';
import { type HistoryEntry, readHistoryEntry, ringsText, slotFields } from './row-text.ts';

export interface KeptHistoryOptions {
  readonly history: History;
  readonly data: Pick<DataFolder, 'pathOf'>;
  readonly clock: Clock;
  readonly log: Log;
}

/** Slots that wait while another process may write the file: six hours of them. */
const maxAhead = 1440;

/**
 * The history of calls over a restart, in `history.json`. A slot is written when it has ended, so a process that is killed loses at most 15
 * seconds. While another process may write the file, slots wait here, and are added to its own when it lets go.
 */
export class KeptHistory implements DataPart {
  readonly holds = 'the history of calls';
  readonly #history: History;
  readonly #file: JournaledFile<HistoryEntry>;
  readonly #clock: Clock;
  #ahead: (readonly [startMs: number, row: HistoryRow])[] = [];
  #isOwn = false;
  /** The file may lack what was written in it. */
  #isCutOff = false;

  constructor({ history, data, clock, log }: KeptHistoryOptions) {
    this.#history = history;
    this.#clock = clock;
    this.#file = new JournaledFile({
      path: data.pathOf('history.json'),
      // Copied at once: a slot that ends meanwhile is in the next journal, and would be counted twice.
      content: () => ringsText(history.fine.copy(), history.coarse.copy()),
      recordsIn: ({ fine, coarse }) => [...itemsOf(fine), ...itemsOf(coarse)],
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
      this.#file.append(slotFields(startMs, row));
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

  fault(): string | undefined {
    return this.#file.fault;
  }

  /** Only what the file has. */
  #takeFrom(entries: readonly HistoryEntry[]): void {
    const { fine, coarse } = this.#history;
    const nowMs = this.#clock.wallMs();
    for (const ring of [fine, coarse]) ring.clear();
    for (const { ring, startMs, row } of entries) {
      // A clock that was wrong for a while must not hide what comes now.
      if (startMs > nowMs) continue;
      if (ring !== 'coarse') fine.add(startMs, row);
      if (ring !== 'fine') coarse.add(startMs, row);
    }
  }

  #slotEnded(startMs: number, row: HistoryRow): void {
    if (this.#isOwn) this.#file.append(slotFields(startMs, row));
    else if (!this.#isCutOff) this.#ahead = [...this.#ahead, [startMs, row] as const].slice(-maxAhead);
  }
}
