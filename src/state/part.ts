/** One part of the panel's files, read again in every pass. */
export interface Part<Value> {
  /**
   * Reads what has changed. It yields after each file, so that the pass can let others go first. A part that could not be read tells
   * `pass.fail` and keeps what it had.
   */
  readonly read: (pass: Pass) => Generator<undefined, void>;
  /** What was read last; undefined while it never could be. */
  readonly value: () => Value | undefined;
  /** What is odd in the part, in words; what is in them harms nobody. */
  readonly warnings: () => readonly string[];
}

/** One pass over the panel's files. */
export interface Pass {
  /** When it began, by the monotonic clock. */
  readonly startedAtMs: number;
  /** The pass is not complete: says what is missing and what to do. */
  readonly fail: (problem: string) => void;
  /** Another pass is due so soon, because a file was not settled or a grace ends. */
  readonly againIn: (delayMs: number) => void;
}
