/** What is counted of one limit for one client. */
export interface CountedLimit {
  readonly window: CountedWindow;
  /** Undefined: the limit has none. */
  readonly burst: CountedWindow | undefined;
  /** Redis was not reached: only what this gateway has counted. */
  readonly isAlone: boolean;
}

export interface CountedWindow {
  readonly used: number;
  /** Until it ends; undefined: none runs. */
  readonly leftMs: number | undefined;
}
