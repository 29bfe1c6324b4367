/** Handed in wherever time matters, so that tests can control it. */
export interface Clock {
  /** Milliseconds that only ever go forward; for ages, windows and waits. */
  readonly monotonicMs: () => number;
  /** Milliseconds since 1970, as the machine believes; for what people read. */
  readonly wallMs: () => number;
}

export const systemClock: Clock = { monotonicMs: () => performance.now(), wallMs: () => Date.now() };
