/** The longest of several waits; undefined: there is none. */
export function longest(waitsMs: readonly (number | undefined)[]): number | undefined {
  return waitsMs.reduce((most, waitMs) => (waitMs !== undefined && waitMs > (most ?? 0) ? waitMs : most), undefined);
}
