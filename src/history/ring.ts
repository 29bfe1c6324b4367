import { columnNames, type HistoryRow, joinRow } from './columns.ts';

/** Rows of the newest slots of time, in memory of a fixed size: a slot takes the place of the one that is a whole round older. */
export class Ring {
  readonly slotMs: number;
  readonly slots: number;
  readonly #cells: HistoryRow;
  /** Which slot stands at each place, counted from 1970; -1: none. */
  readonly #slotAt: Float64Array;

  constructor(slotMs: number, slots: number) {
    this.slotMs = slotMs;
    this.slots = slots;
    this.#cells = new Uint32Array(slots * columnNames.length);
    this.#slotAt = new Float64Array(slots).fill(-1);
  }

  get bytes(): number {
    return this.#cells.byteLength + this.#slotAt.byteLength;
  }

  clear(): void {
    this.#slotAt.fill(-1);
  }

  /** @param timeMs within the slot, wall clock */
  add(timeMs: number, row: Readonly<ArrayLike<number>>): void {
    const slot = Math.floor(timeMs / this.slotMs);
    const place = slot % this.slots;
    const cells = this.#rowAt(place);
    if (this.#slotAt[place] !== slot) cells.fill(0);
    this.#slotAt[place] = slot;
    joinRow(cells, row);
  }

  /** The slots that there are between two times, the oldest first. */
  *between(fromMs: number, toMs: number): Generator<readonly [startMs: number, row: HistoryRow]> {
    const last = Math.floor(toMs / this.slotMs);
    const first = Math.max(Math.ceil(fromMs / this.slotMs), last - this.slots + 1);
    for (let slot = first; slot <= last; slot += 1) {
      const place = slot % this.slots;
      if (this.#slotAt[place] === slot) yield [slot * this.slotMs, this.#rowAt(place)];
    }
  }

  /** Every slot that there is, the oldest first. */
  *all(): Generator<readonly [startMs: number, row: HistoryRow]> {
    for (const slot of this.#slotAt.toSorted()) {
      if (slot >= 0) yield [slot * this.slotMs, this.#rowAt(slot % this.slots)];
    }
  }

  /** The same rows, which stay as they are. */
  copy(): Ring {
    const copy = new Ring(this.slotMs, this.slots);
    copy.#cells.set(this.#cells);
    copy.#slotAt.set(this.#slotAt);
    return copy;
  }

  #rowAt(place: number): HistoryRow {
    return this.#cells.subarray(place * columnNames.length, (place + 1) * columnNames.length);
  }
}
