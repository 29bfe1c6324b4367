import type { Anchor } from './anchor.ts';
import { type ChainKey, headWith, keyOfFirstLine, keyOfNextLine, macOf } from './chain-key.ts';
import { sealedText, textToSeal } from './sealed-line.ts';

/**
 * Puts each line of a run in its place: a number, and a code by a key that is for this line alone. The key of a line is overwritten when the line
 * is in the file; that of an earlier line cannot be had from it, so who reads this memory can write no line of before.
 */
export class LineSealer {
  readonly #chain: string;
  readonly #run: number;
  /** Digest over the codes of all lines that are written. */
  #head = '';
  /** Of the next line, and of those behind it that have been sealed and are not written. */
  #keys: readonly Buffer[];
  #macs: readonly string[] = [];
  #count = 0;
  #lastMac: string | undefined;

  constructor(key: ChainKey) {
    this.#chain = key.chain;
    this.#run = key.run;
    this.#keys = [keyOfFirstLine(key)];
  }

  /** Nothing counts before `written`: what is not written is sealed anew, or another line takes its place. */
  seal(lines: readonly string[]): readonly string[] {
    let [key] = this.#keys;
    if (key === undefined) throw new Error('the keys of the audit log have been wiped');
    const keys = [key];
    const macs: string[] = [];
    const sealed: string[] = [];
    for (const line of lines) {
      const text = textToSeal(line, this.#run, this.#count + macs.length);
      const mac = macOf(key, text);
      macs.push(mac);
      sealed.push(sealedText(text, mac));
      key = keyOfNextLine(key);
      keys.push(key);
    }
    this.#macs = macs;
    this.#keys = keys;
    return sealed;
  }

  /** @param whole how many of the lines that were sealed last are in the file */
  written(whole: number): void {
    for (const mac of this.#macs.slice(0, whole)) {
      this.#head = headWith(this.#head, mac);
      this.#lastMac = mac;
    }
    for (const [index, key] of this.#keys.entries()) if (index !== whole) key.fill(0);
    this.#keys = this.#keys.slice(whole, whole + 1);
    this.#macs = [];
    this.#count += whole;
  }

  /** Where the run ends now; undefined: it has no line. */
  anchor(): Anchor | undefined {
    if (this.#lastMac === undefined) return undefined;
    return { chain: this.#chain, run: this.#run, seq: this.#count - 1, mac: this.#lastMac, head: this.#head };
  }

  /** No line can be sealed after it. */
  wipe(): void {
    for (const key of this.#keys) key.fill(0);
    this.#keys = [];
  }
}
