/** When the panel's API is asked, and how long what was good is kept. */
export interface ApiTimings {
  /** A new key counts when two readings of it agree that lie so far apart. */
  readonly agreeMs: number;
  /** Early rounds are at least so far apart. */
  readonly earlyMs: number;
  /** From the first round that was not complete to the next; twice as long each time, up to `maxRetryMs`. */
  readonly firstRetryMs: number;
  readonly maxRetryMs: number;
  /** A question that is not answered after so long ends the round. The panel is asked nothing else until it is answered. */
  readonly patienceMs: number;
  /** A key, profile or user that breaks keeps its last good form for so long, and is then looked at once more. */
  readonly graceMs: number;
  /** Profiles and users are asked for again after so long. */
  readonly detailsEveryMs: number;
  /** A profile or a user on whom the panel gave no answer for so long is unknown. */
  readonly detailsMaxMs: number;
  /** A start waits for the first round, and for the secrets of keys, for so long; the reading goes on. */
  readonly startMs: number;
}

export const defaultApiTimings: ApiTimings = Object.freeze({
  agreeMs: 1_000,
  earlyMs: 10_000,
  firstRetryMs: 1_000,
  maxRetryMs: 300_000,
  patienceMs: 30_000,
  graceMs: 5_000,
  detailsEveryMs: 3_600_000,
  detailsMaxMs: 7_200_000,
  startMs: 10_000,
});
