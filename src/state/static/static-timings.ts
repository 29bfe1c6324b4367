/** When a static file is looked at, and when it counts as late. */
export interface StaticTimings {
  readonly everyMs: number;
  /** From a change that was noticed to the look at it. */
  readonly debounceMs: number;
  /** A file is read when it has not changed for so long. */
  readonly settleMs: number;
  /** Older than this, and whoever should bring a newer one is named as a problem: three times what may pass between two writings. */
  readonly lateMs: number;
  /** The longest time for which reading keeps others waiting. */
  readonly sliceMs: number;
}

export const defaultStaticTimings: StaticTimings = Object.freeze({
  everyMs: 2_000,
  debounceMs: 20,
  settleMs: 200,
  lateMs: 90_000,
  sliceMs: 10,
});
