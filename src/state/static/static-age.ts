import type { Clock } from '../../domain/clock.ts';

const maxAheadMs = 60_000;

/** How old a static file's state is: from the time that it names, or from the last look where it names none. */
export class StaticAge {
  readonly #file: string;
  readonly #clock: Clock;
  readonly #lateMs: number;

  constructor(file: string, clock: Clock, lateMs: number) {
    this.#file = file;
    this.#clock = clock;
    this.#lateMs = lateMs;
  }

  /** Monotonic time at which the panel was read; a text says why the file's own time cannot be believed. */
  readAtMs(writtenAtMs: number | undefined, lookedAtMs: number): number | string {
    if (writtenAtMs === undefined) return lookedAtMs;
    const ageMs = this.#clock.wallMs() - writtenAtMs;
    if (ageMs < -maxAheadMs) {
      return `${this.#file}: writtenAt lies ${Math.round(-ageMs / 1000)} s ahead of this machine's clock; set the clocks of both machines`;
    }
    // Clocks of two machines never agree exactly, so a time slightly in the future counts as now.
    return this.#clock.monotonicMs() - Math.max(0, ageMs);
  }

  /** Reports that no newer file has come for long. Empty: the file is recent enough. */
  problemsOf(readAtMs: number): readonly string[] {
    const ageMs = this.#clock.monotonicMs() - readAtMs;
    if (ageMs < this.#lateMs) return [];
    return [
      `${this.#file} is ${Math.floor(ageMs / 1000)} s old: see to hearthgate collect, which writes it every 30 s, and to what brings it here`,
    ];
  }
}
