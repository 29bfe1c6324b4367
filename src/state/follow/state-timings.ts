/** When the panel's files are read, and how long what was good is kept. */
export interface StateTimings {
  readonly everyMs: number;
  /** From a change that was noticed to the pass that reads it. */
  readonly debounceMs: number;
  /** A key's file counts when it has not changed for this long. */
  readonly settleMs: number;
  /** How long a key or user whose file breaks keeps its last good form. */
  readonly graceMs: number;
  /** A key's file with a time in the future is looked at again after this: the clock may have been set. */
  readonly aheadRetryMs: number;
  /** From a pass that was not complete to the next, one after the other; then as usual. */
  readonly retriesMs: readonly number[];
  /** From a watch on a folder that failed to the next attempt. */
  readonly watchRetryMs: number;
  /** The longest slice of a pass without serving others. */
  readonly sliceMs: number;
}

export const defaultStateTimings: StateTimings = Object.freeze({
  everyMs: 30_000,
  debounceMs: 50,
  settleMs: 200,
  graceMs: 5_000,
  aheadRetryMs: 1_000,
  retriesMs: Object.freeze([50, 200, 1_000]),
  watchRetryMs: 1_000,
  sliceMs: 4,
});
