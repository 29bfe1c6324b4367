const millisecondsOf: ReadonlyMap<string, number> = new Map([
  ['ms', 1],
  ['s', 1000],
  ['m', 60_000],
  ['h', 3_600_000],
  ['d', 86_400_000],
]);

/** A whole number and its unit. */
export const durationPattern = /^(0|[1-9][0-9]{0,11})(ms|s|m|h|d)$/;

/** In milliseconds; undefined for what is no duration. */
export function parseDuration(text: string): number | undefined {
  const [, count, unit = ''] = durationPattern.exec(text) ?? [];
  const factor = millisecondsOf.get(unit);
  return count === undefined || factor === undefined ? undefined : Number(count) * factor;
}
