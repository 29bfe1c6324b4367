import { readdirSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import { readOrSay } from '../files/read-own-file.ts';

/** Where the journals of a file `NAME.json` lie: `NAME.journal.N` beside it. */
export class JournalPaths {
  readonly #folder: string;
  readonly #base: string;

  constructor(path: string) {
    this.#folder = dirname(path);
    this.#base = `${path.replace(/\.json$/, '')}.journal.`;
  }

  of(number: number): string {
    return `${this.#base}${number}`;
  }

  /** Of the journals that there are, in order. @throws StartError */
  numbers(): readonly number[] {
    const base = basename(this.#base);
    return (readOrSay(this.#folder, () => readdirSync(this.#folder)) ?? [])
      .filter((name) => name.startsWith(base) && /^[1-9][0-9]{0,14}$/.test(name.slice(base.length)))
      .map((name) => Number(name.slice(base.length)))
      .toSorted((a, b) => a - b);
  }
}
