/** Calls in a window that begins with the first of them. */
export interface Rate {
  readonly calls: number;
  /** Whole seconds. */
  readonly perMs: number;
  /** Further calls once a window is used up; they come back all at once, ten windows after the first of them was taken. */
  readonly burst?: number;
}
