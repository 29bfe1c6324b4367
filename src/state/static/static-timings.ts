/** When a static file is looked at, and when it counts as late. */
export interface StaticTimings {
  readonly everyMs: number;
  /** From a change that was noticed to the look at it. */
  readonly debounceMs: number;
  /** A file is read when it has not changed for this long. */
  readonly settleMs: number;
  /** From this age on the missing delivery of a newer file is reported: three times the longest interval between two writings. */
  readonly lateMs: number;
  /** The longest slice of reading without serving others. */
  readonly sliceMs: number;
}

export const defaultStaticTimings: StaticTimings = Object.freeze({
  everyMs: 2_000,
  debounceMs: 20,
  settleMs: 200,
  lateMs: 90_000,
  sliceMs: 10,
});
