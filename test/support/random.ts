import type { ByteString } from '../../src/domain/call/call.ts';

/** Numbers that look random and are the same for the same seed (mulberry32). */
export class Random {
  #state: number;

  constructor(seed: number) {
    this.#state = seed >>> 0;
  }

  /** A whole number from zero up to, not including, `below`. */
  int(below: number): number {
    this.#state = (this.#state + 0x6d_2b_79_f5) >>> 0;
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), this.#state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * below);
  }

  /** True once in so many times. */
  once(inTimes: number): boolean {
    return this.int(inTimes) === 0;
  }

  pick<Item>(items: readonly [Item, ...Item[]]): Item {
    return items[this.int(items.length)] ?? items[0];
  }

  shuffle<Item>(items: readonly Item[]): Item[] {
    const shuffled: Item[] = [];
    for (const item of items) shuffled.splice(this.int(shuffled.length + 1), 0, item);
    return shuffled;
  }

  text(alphabet: string, length: number): string {
    let text = '';
    for (let at = 0; at < length; at += 1) text += alphabet.charAt(this.int(alphabet.length));
    return text;
  }

  /** Bytes without a NUL. */
  bytes(length: number): ByteString {
    let bytes = '';
    for (let at = 0; at < length; at += 1) bytes += String.fromCharCode(1 + this.int(255));
    return bytes;
  }
}
