/**
 * Attempts that are in flight, in no order; never more than the panel has places.
 *
 * An array: a Set that is filled and emptied at each call rebuilds its table every few calls, and an old table that was promoted to the old generation
 * retains the next one, and everything that its calls hold, until the collector marks the whole heap.
 */
export class AttemptsInFlight<Attempt> {
  readonly #attempts: Attempt[] = [];

  get all(): readonly Attempt[] {
    return this.#attempts;
  }

  add(attempt: Attempt): void {
    this.#attempts.push(attempt);
  }

  remove(attempt: Attempt): void {
    const at = this.#attempts.indexOf(attempt);
    const last = at === -1 ? undefined : this.#attempts.pop();
    if (last !== undefined && at < this.#attempts.length) this.#attempts[at] = last;
  }
}
