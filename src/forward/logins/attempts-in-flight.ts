/**
 * Attempts that are in flight, in no order; never more than the panel has places.
 *
 * A list: a Set that is filled and emptied at each call builds its table anew every few calls, and each old table, once it has lived for a
 * while, keeps the next one and all that the calls in it hold until the collector marks the whole heap.
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
