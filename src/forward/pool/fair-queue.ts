/** One who waits. */
export interface Queued {
  /** Whom it counts for. */
  readonly caller: string;
}

/**
 * A queue that is fair between callers: each has a line of its own, first come, first served, and the lines take turns.
 *
 * It does not know about places: its user decides who may have one.
 */
export class FairQueue<Waiter extends Queued> {
  /** In the order in which it is their turn. There is no empty line. */
  readonly #lines = new Map<string, Set<Waiter>>();
  #size = 0;

  get size(): number {
    return this.#size;
  }

  /** Callers with at least one waiting call. */
  get callers(): number {
    return this.#lines.size;
  }

  add(waiter: Waiter): void {
    const line = this.#lines.get(waiter.caller) ?? new Set<Waiter>();
    if (line.size === 0) this.#lines.set(waiter.caller, line);
    line.add(waiter);
    this.#size += 1;
  }

  remove(waiter: Waiter): void {
    const line = this.#lines.get(waiter.caller);
    if (line?.delete(waiter) !== true) return;
    this.#size -= 1;
    if (line.size === 0) this.#lines.delete(waiter.caller);
  }

  /**
   * Takes out whose turn it is: of the callers that hold the fewest places the one whose turn is longest ago, and of its line the first who
   * may have the place.
   */
  takeNext(mayHave: (waiter: Waiter) => boolean, heldBy: (caller: string) => number): Waiter | undefined {
    let next: Waiter | undefined;
    let fewest = Number.POSITIVE_INFINITY;
    for (const [caller, line] of this.#lines) {
      const held = heldBy(caller);
      const waiter = held < fewest ? firstOf(line, mayHave) : undefined;
      if (waiter === undefined) continue;
      next = waiter;
      fewest = held;
    }
    if (next !== undefined) this.#takeTurn(next);
    return next;
  }

  /**
   * Whom a newcomer of this caller displaces from a full queue: the last of the longest line, where that is longer than the newcomer's own
   * will be. So nobody can fill the queue against the others.
   */
  displacedBy(caller: string): Waiter | undefined {
    let longest: ReadonlySet<Waiter> = new Set();
    for (const line of this.#lines.values()) if (line.size > longest.size) longest = line;
    const own = this.#lines.get(caller)?.size ?? 0;
    return longest.size > own + 1 ? [...longest].at(-1) : undefined;
  }

  all(): readonly Waiter[] {
    return Array.from(this.#lines.values()).flatMap((line) => Array.from(line));
  }

  #takeTurn(waiter: Waiter): void {
    this.remove(waiter);
    const rest = this.#lines.get(waiter.caller);
    if (rest === undefined) return;
    this.#lines.delete(waiter.caller);
    this.#lines.set(waiter.caller, rest);
  }
}

function firstOf<Waiter>(line: ReadonlySet<Waiter>, mayHave: (waiter: Waiter) => boolean): Waiter | undefined {
  for (const waiter of line) if (mayHave(waiter)) return waiter;
  return undefined;
}
