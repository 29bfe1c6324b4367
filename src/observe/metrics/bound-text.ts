/**
 * The bound of a bucket as OpenMetrics and Prometheus 3 write it, in whichever format the metrics are asked for: else a change of the format, or of
 * Prometheus, would begin other series.
 */
export function boundText(bound: number): string {
  if (bound === Number.POSITIVE_INFINITY) return '+Inf';
  if (Number.isInteger(bound)) return bound.toFixed(1);
  return bound < 0.0001 ? bound.toExponential().replace(/e-(\d)$/, 'e-0$1') : String(bound);
}
