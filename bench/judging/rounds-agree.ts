/** The largest ratio of a valid row is at most so much larger than the smallest. */
const maxSpread = 0.15;

/** Whether rounds say the same: their ratios are numbers that lie close together. */
export function roundsAgree(ratios: readonly number[]): boolean {
  if (!ratios.every((ratio) => Number.isFinite(ratio) && ratio > 0)) return false;
  return ratios.length >= 2 && Math.max(...ratios) <= Math.min(...ratios) * (1 + maxSpread);
}
