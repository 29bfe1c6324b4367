/** When the panel's API is asked, and how long what was good is kept. */
export interface ApiTimings {
  /** A new key counts when two readings of it agree that lie so far apart. */
  readonly agreeMs: number;
  /** Early readings are at least so far apart. */
  readonly earlyMs: number;
  /** From the first reading that was not complete to the next; twice as long each time, up to `maxRetryMs`. */
  readonly firstRetryMs: number;
  readonly maxRetryMs: number;
  /** A question that is not answered after so long ends the reading. The panel is asked nothing else until it is answered. */
  readonly patienceMs: number;
  /** A user of whom the panel says neither that he is active nor that he is suspended keeps what was last known for so long. */
  readonly graceMs: number;
  /** A start waits for the first reading for so long; the reading goes on. */
  readonly startMs: number;
}

export const defaultApiTimings: ApiTimings = Object.freeze({
  agreeMs: 1_000,
  earlyMs: 10_000,
  firstRetryMs: 1_000,
  maxRetryMs: 300_000,
  patienceMs: 30_000,
  graceMs: 5_000,
  startMs: 10_000,
});
