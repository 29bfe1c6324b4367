import type { DecisionLine } from '../ask/answers.ts';

export interface LiveBatch {
  /** The newest first. */
  readonly decisions: readonly DecisionLine[];
  /** How many came that are not among them. */
  readonly notShown: number;
}

/** Decisions that stay on the page. */
export const maxShown = 200;

/** What came and waits to be shown: the newest of it, and how many there were beyond. */
export class LiveBuffer {
  #decisions: readonly DecisionLine[] = [];
  #notShown = 0;
  /** Of what was shown or waits, so that nothing is shown twice. */
  #known: readonly string[] = [];

  /** What is here already is not added again: a stream that begins anew overlaps with what was asked for. */
  add(...newestFirst: readonly DecisionLine[]): void {
    const known = new Set(this.#known);
    const added = newestFirst.filter((each) => !known.has(nameOf(each)));
    const all = [...added, ...this.#decisions];
    this.#decisions = all.slice(0, maxShown);
    this.#notShown += all.length - this.#decisions.length;
    this.#known = [...added.map(nameOf), ...this.#known].slice(0, 2 * maxShown);
  }

  count(notShown: number): void {
    this.#notShown += notShown;
  }

  waiting(): number {
    return this.#decisions.length + this.#notShown;
  }

  take(): LiveBatch {
    const batch = { decisions: this.#decisions, notShown: this.#notShown };
    this.#decisions = [];
    this.#notShown = 0;
    return batch;
  }
}

function nameOf({ id, event }: DecisionLine): string {
  return `${id} ${event}`;
}
