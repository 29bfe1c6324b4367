import type { Anchor } from '../../../observe/chain/anchor.ts';
import { anchorIn } from '../../../observe/chain/anchor.ts';

/** At one a minute, two years. */
const maxAnchors = 1_000_000;

/** Anchors by their place. */
export class Anchors {
  readonly #byRun = new Map<number, Map<number, Anchor>>();
  readonly #chain: string | undefined;
  #count = 0;
  #others = 0;

  /** @param chain whose anchors count; undefined: all */
  constructor(chain: string | undefined) {
    this.#chain = chain;
  }

  get count(): number {
    return this.#count;
  }

  /** Anchors of other chains. */
  get others(): number {
    return this.#others;
  }

  /** @param line of the process's own log; any other is passed over */
  add(line: string): void {
    const anchor = anchorIn(line);
    if (anchor === undefined || this.#count >= maxAnchors) return;
    if (this.#chain !== undefined && anchor.chain !== this.#chain) {
      this.#others += 1;
      return;
    }
    const ofRun = this.#byRun.get(anchor.run) ?? new Map<number, Anchor>();
    this.#byRun.set(anchor.run, ofRun.set(anchor.seq, anchor));
    this.#count += 1;
  }

  at(run: number, seq: number): Anchor | undefined {
    return this.#byRun.get(run)?.get(seq);
  }

  /** The last line of each run that an anchor tells of. */
  *lastOfEach(): Generator<{ readonly run: number; readonly seq: number }> {
    for (const [run, ofRun] of this.#byRun) {
      let last = 0;
      for (const seq of ofRun.keys()) last = Math.max(last, seq);
      yield { run, seq: last };
    }
  }
}
