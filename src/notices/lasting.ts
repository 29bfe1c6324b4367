import type { Clock } from '../domain/clock.ts';

const dayMs = 86_400_000;

/** What lasts is told when it begins, and once a day while it lasts. */
export class Lasting {
  readonly #clock: Clock;
  readonly #toldAtMs = new Map<string, number>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /**
   * @param now what is so at this moment
   * @returns which of them is to be told
   */
  look(now: ReadonlySet<string>): readonly string[] {
    const nowMs = this.#clock.monotonicMs();
    for (const subject of this.#toldAtMs.keys()) if (!now.has(subject)) this.#toldAtMs.delete(subject);
    const due = [...now].filter((subject) => nowMs - (this.#toldAtMs.get(subject) ?? Number.NEGATIVE_INFINITY) >= dayMs);
    for (const subject of due) this.#toldAtMs.set(subject, nowMs);
    return due;
  }
}
