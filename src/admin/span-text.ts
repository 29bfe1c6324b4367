const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;

/** A span of time as people say it, rounded down: `12 days`, `47 hours`, `1 minute`. */
export function spanText(ms: number): string {
  if (ms >= 2 * dayMs) return plural(ms / dayMs, 'day');
  if (ms >= 2 * hourMs) return plural(ms / hourMs, 'hour');
  return plural(ms / minuteMs, 'minute');
}

function plural(count: number, unit: string): string {
  const whole = Math.floor(count);
  return `${whole} ${unit}${whole === 1 ? '' : 's'}`;
}
