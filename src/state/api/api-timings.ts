/** When the panel's API is asked, and how long what was good is kept. */
export interface ApiTimings {
  /** A new key counts when two readings of it agree that are this far apart. */
  readonly agreeMs: number;
  /** Shortest interval between early rounds. */
  readonly earlyMs: number;
  /** From the first round that was not complete to the next; twice as long each time, up to `maxRetryMs`. */
  readonly firstRetryMs: number;
  readonly maxRetryMs: number;
  /** A question without an answer after this time ends the round. The panel is asked nothing else until it is answered. */
  readonly patienceMs: number;
  /** How long a key, profile or user that breaks keeps its last good form; then it is looked at once more. */
  readonly graceMs: number;
  /** Interval at which profiles and users are asked for again. */
  readonly detailsEveryMs: number;
  /** After this time without an answer a profile or a user is unknown. */
  readonly detailsMaxMs: number;
  /** How long a start waits for the first round and for the secrets of keys; the reading goes on afterwards. */
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
