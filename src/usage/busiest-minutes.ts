/** Calls per minute of one credential: the most that two minutes in a row had. Whatever 60 seconds one takes had no more. */
export class BusiestMinutes {
  /** By minute, modulo their number: longer than a call may take, because a call is counted when it has ended. */
  readonly #minutes = new Float64Array(ringed);
  readonly #counts = new Float64Array(ringed);
  #most = 0;
  #atMs = 0;

  get most(): Busiest {
    return { calls: this.#most, atMs: this.#atMs };
  }

  /** @param atMs when the call came, by the wall clock */
  count(atMs: number): void {
    const minute = Math.floor(atMs / minuteMs);
    const slot = minute % ringed;
    if (this.#minutes[slot] !== minute) {
      this.#minutes[slot] = minute;
      this.#counts[slot] = 0;
    }
    const here = (this.#counts[slot] ?? 0) + 1;
    this.#counts[slot] = here;
    const most = here + Math.max(this.#of(minute - 1), this.#of(minute + 1));
    if (most <= this.#most) return;
    this.#most = most;
    this.#atMs = minute * minuteMs;
  }

  #of(minute: number): number {
    const slot = minute % ringed;
    return this.#minutes[slot] === minute ? (this.#counts[slot] ?? 0) : 0;
  }
}

export interface Busiest {
  readonly calls: number;
  /** When that minute began. */
  readonly atMs: number;
}

const minuteMs = 60_000;
const ringed = 32;
