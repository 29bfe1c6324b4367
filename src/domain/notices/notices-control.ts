/** What became of a notice that was sent to try the way. */
interface TriedNotice {
  /** Scheme, host and port alone. */
  readonly to: string;
  readonly id: string;
  /** Of the answer; undefined: there was none. */
  readonly status: number | undefined;
  /** Why it did not arrive, in words; undefined: it did. */
  readonly fault: string | undefined;
  /** The beginning of the answer's body, as it came. */
  readonly answer: string;
}

/** The notices of a gateway that runs. */
export interface NoticesControl {
  /** Sends one now, beside those that wait. Undefined: the configuration has no notices. Never rejects. */
  readonly test: () => Promise<TriedNotice | undefined>;
}
