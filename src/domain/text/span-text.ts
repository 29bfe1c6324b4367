const units: readonly (readonly [string, number])[] = [
  ['d', 86_400],
  ['h', 3600],
  ['m', 60],
  ['s', 1],
];

/** A span of time in its two largest units: `1d 3h`, `14m 59s`, `8s`. */
export function spanText(seconds: number): string {
  const first = units.findIndex(([, size]) => seconds >= size);
  const [unit, next] = units.slice(Math.max(first, 0));
  if (first === -1 || unit === undefined) return '0s';
  const whole = Math.floor(seconds / unit[1]);
  const rest = next === undefined ? 0 : Math.floor((seconds - whole * unit[1]) / next[1]);
  return next === undefined || rest === 0 ? `${whole}${unit[0]}` : `${whole}${unit[0]} ${rest}${next[0]}`;
}
