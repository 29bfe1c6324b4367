import { type Anchor, anchorIn } from '../../../observe/chain/anchor.ts';

/** At one a minute, two years. */
const maxAnchors = 1_000_000;
const maxContradictions = 1000;

/** Anchors by their place. */
export class Anchors {
  readonly #byRun = new Map<number, Map<number, Anchor>>();
  readonly #contradictions: Anchor[] = [];
  readonly #chain: string | undefined;
  readonly #most: number;
  #count = 0;
  #left = 0;

  /** @param chain whose anchors count; undefined: all */
  constructor(chain: string | undefined, most = maxAnchors) {
    this.#most = most;
    this.#chain = chain;
  }

  get count(): number {
    return this.#count;
  }

  /** Anchors beyond a million, which were not looked at. */
  get left(): number {
    return this.#left;
  }

  /** Anchors of a line of which an earlier one tells something else: whoever can add to the process's own log later has written them. */
  get contradictions(): readonly Anchor[] {
    return this.#contradictions;
  }

  /** @param line of the process's own log; any other is passed over */
  add(line: string): void {
    const anchor = anchorIn(line);
    if (anchor === undefined || (this.#chain !== undefined && anchor.chain !== this.#chain)) return;
    const known = this.at(anchor.run, anchor.seq);
    if (known !== undefined) {
      const isSame = known.chain === anchor.chain && known.mac === anchor.mac && known.head === anchor.head;
      if (!isSame && this.#contradictions.length < maxContradictions) this.#contradictions.push(anchor);
      return;
    }
    if (this.#count >= this.#most) {
      this.#left += 1;
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
