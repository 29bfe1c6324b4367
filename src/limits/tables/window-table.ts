import type { Clock } from '../../domain/clock.ts';
import { hashName, type NameHash, randomHashKey } from './name-hash.ts';

/** A count until the window ends; afterwards it counts as zero. Valid only within the turn: its slot may be reused a moment later. */
export interface Window {
  used: number;
  readonly endsAtMs: number;
}

/** Slots inspected per insertion before one is evicted regardless; bounds the cost when every entry is in use. */
const looks = 64;
const firstSlots = 1024;

/**
 * Fixed windows by name. Each begins with the first call and ends as a whole.
 *
 * Bounded: at most `maxEntries` are kept. When there are more, one goes that has ended or was not used since it was last passed over; where
 * the next few were all used, the last of them.
 *
 * In arrays of numbers, because entries that are objects become old and die by the hundred thousand in a flood, and the collector lets such
 * garbage grow. A name is known by its 64 bits alone, under a key of this table's own: of 100,000 names two are taken for one once in some billion tables.
 */
export class WindowTable {
  readonly #clock: Clock;
  #maxEntries: number;
  readonly #key = randomHashKey();
  readonly #hash: NameHash = { high: 0, low: 0 };
  readonly #slots = new Slots();
  /** Where a name's slot is, plus one; 0: nowhere. Open addressing, linear. */
  #index = new Int32Array(firstSlots * 2);
  #size = 0;
  #hand = 0;

  constructor(clock: Clock, maxEntries: number) {
    this.#clock = clock;
    this.#maxEntries = maxEntries;
  }

  /** Bounds the number of windows from now on. Those beyond it are dropped at once, in the order of their slots from the end. */
  keepAtMost(maxEntries: number): void {
    this.#maxEntries = maxEntries;
    while (this.#size > maxEntries) {
      this.#unlink(this.#size - 1);
      this.#size -= 1;
    }
    if (this.#hand >= this.#size) this.#hand = 0;
  }

  /** Places that are taken, also by what has ended. */
  get size(): number {
    return this.#size;
  }

  /** The window that runs; undefined: none does. */
  running(name: string): Window | undefined {
    if (this.#size === 0) return undefined;
    const slot = this.#find(name);
    if (slot === -1 || this.#hasEnded(slot)) return undefined;
    this.#slots.wasUsed[slot] = 1;
    return new SlotWindow(this.#slots, slot);
  }

  /** Begins one, in place of any other. */
  begin(name: string, lastsMs: number): Window {
    const known = this.#find(name);
    const slot = known === -1 ? this.#take() : known;
    this.#slots.used[slot] = 0;
    this.#slots.endsAtMs[slot] = this.#clock.monotonicMs() + lastsMs;
    this.#slots.wasUsed[slot] = 0;
    return new SlotWindow(this.#slots, slot);
  }

  delete(name: string): void {
    const slot = this.#size === 0 ? -1 : this.#find(name);
    if (slot !== -1) this.#slots.endsAtMs[slot] = Number.NEGATIVE_INFINITY;
  }

  /** A slot for the name whose hash was made last. */
  #take(): number {
    const slot = this.#size < this.#maxEntries ? this.#add() : this.#evict();
    this.#slots.high[slot] = this.#hash.high;
    this.#slots.low[slot] = this.#hash.low;
    this.#link(slot);
    return slot;
  }

  #add(): number {
    if (this.#size === this.#slots.length) this.#grow();
    this.#size += 1;
    return this.#size - 1;
  }

  #evict(): number {
    for (let looked = 1; ; looked += 1) {
      const slot = this.#hand;
      this.#hand = (slot + 1) % this.#size;
      if (looked === looks || this.#slots.wasUsed[slot] === 0 || this.#hasEnded(slot)) {
        this.#unlink(slot);
        return slot;
      }
      this.#slots.wasUsed[slot] = 0;
    }
  }

  #grow(): void {
    this.#slots.grow();
    this.#index = new Int32Array(this.#slots.length * 2);
    for (let slot = 0; slot < this.#size; slot += 1) this.#link(slot);
  }

  #find(name: string): number {
    hashName(name, this.#key, this.#hash);
    const { high, low } = this.#hash;
    for (let at = this.#homeOf(low); ; at = this.#after(at)) {
      const slot = this.#slotAt(at);
      if (slot === -1 || (this.#slots.low[slot] === low && this.#slots.high[slot] === high)) return slot;
    }
  }

  #link(slot: number): void {
    let at = this.#homeOf(this.#slots.low[slot] ?? 0);
    while (this.#slotAt(at) !== -1) at = this.#after(at);
    this.#index[at] = slot + 1;
  }

  /** What stands behind it moves up, so that no gap hides it. */
  #unlink(slot: number): void {
    let gap = this.#homeOf(this.#slots.low[slot] ?? 0);
    while (this.#slotAt(gap) !== slot) gap = this.#after(gap);
    for (let at = this.#after(gap); this.#slotAt(at) !== -1; at = this.#after(at)) {
      const home = this.#homeOf(this.#slots.low[this.#slotAt(at)] ?? 0);
      const mayStay = gap <= at ? gap < home && home <= at : gap < home || home <= at;
      if (mayStay) continue;
      this.#index[gap] = this.#index[at] ?? 0;
      gap = at;
    }
    this.#index[gap] = 0;
  }

  #slotAt(at: number): number {
    return (this.#index[at] ?? 0) - 1;
  }

  #homeOf(low: number): number {
    return low & (this.#index.length - 1);
  }

  #after(at: number): number {
    return (at + 1) & (this.#index.length - 1);
  }

  #hasEnded(slot: number): boolean {
    return (this.#slots.endsAtMs[slot] ?? 0) <= this.#clock.monotonicMs();
  }
}

/** The windows' numbers, each in an array of its own. */
class Slots {
  high = new Int32Array(firstSlots);
  low = new Int32Array(firstSlots);
  used = new Float64Array(firstSlots);
  endsAtMs = new Float64Array(firstSlots);
  /** Since it was last passed over. */
  wasUsed = new Uint8Array(firstSlots);

  get length(): number {
    return this.high.length;
  }

  grow(): void {
    const length = this.length * 2;
    this.high = copied(new Int32Array(length), this.high);
    this.low = copied(new Int32Array(length), this.low);
    this.used = copied(new Float64Array(length), this.used);
    this.endsAtMs = copied(new Float64Array(length), this.endsAtMs);
    this.wasUsed = copied(new Uint8Array(length), this.wasUsed);
  }
}

class SlotWindow implements Window {
  readonly #slots: Slots;
  readonly #slot: number;

  constructor(slots: Slots, slot: number) {
    this.#slots = slots;
    this.#slot = slot;
  }

  get used(): number {
    return this.#slots.used[this.#slot] ?? 0;
  }

  set used(count: number) {
    this.#slots.used[this.#slot] = count;
  }

  get endsAtMs(): number {
    return this.#slots.endsAtMs[this.#slot] ?? 0;
  }
}

function copied<Numbers extends Int32Array | Float64Array | Uint8Array>(into: Numbers, from: Numbers): Numbers {
  into.set(from);
  return into;
}
