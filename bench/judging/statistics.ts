/** The value that stands in the middle. */
export function median(values: readonly number[]): number {
  return quantile(values, 0.5);
}

/**
 * @param share 0.99: as many of the values are at most so large
 * @throws RangeError for no values
 */
export function quantile(values: readonly number[], share: number): number {
  const sorted = Float64Array.from(values).toSorted();
  const value = sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))];
  if (value === undefined) throw new RangeError('no values');
  return value;
}
