/**
 * Tries that are under way, in no order; never more than the panel has places.
 *
 * A list: a Set that is filled and emptied at each call builds its table anew every few calls, and each old table, once it has lived for a
 * while, keeps the next one and all that the calls in it hold until the collector marks the whole heap.
 */
export class TriesUnderWay<Try> {
  readonly #tries: Try[] = [];

  get all(): readonly Try[] {
    return this.#tries;
  }

  add(attempt: Try): void {
    this.#tries.push(attempt);
  }

  remove(attempt: Try): void {
    const at = this.#tries.indexOf(attempt);
    const last = at === -1 ? undefined : this.#tries.pop();
    if (last !== undefined && at < this.#tries.length) this.#tries[at] = last;
  }
}
