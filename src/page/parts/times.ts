const units: readonly (readonly [name: string, seconds: number])[] = [
  ['d', 86_400],
  ['h', 3600],
  ['min', 60],
  ['s', 1],
];

/** `3 d`, `2 h`, `5 min`, `12 s`: the greatest unit alone. */
export function spanWords(seconds: number): string {
  const [name, size] = units.find(([, each]) => Math.abs(seconds) >= each) ?? ['s', 1];
  return `${Math.floor(Math.abs(seconds) / size)} ${name}`;
}

/** In the time zone of this browser. @param time ISO 8601, or milliseconds since 1970 */
export function clockTime(time: string | number): string {
  return new Date(time).toLocaleTimeString(undefined, { hour12: false });
}

export function dateTime(iso: string): string {
  return new Date(iso).toLocaleString(undefined, { hour12: false, dateStyle: 'medium', timeStyle: 'short' });
}

export function dateAndSeconds(iso: string): string {
  return new Date(iso).toLocaleString(undefined, { hour12: false, dateStyle: 'medium', timeStyle: 'medium' });
}

/** From a time until now, by the gateway's clock: `5 min ago`. */
export function agoWords(iso: string, nowMs: number): string {
  return `${spanWords(Math.max(0, (nowMs - Date.parse(iso)) / 1000))} ago`;
}

/** From now, by the gateway's clock, until a time: `in 5 d`, `3 h ago`. */
export function untilWords(iso: string, nowMs: number): string {
  const seconds = (Date.parse(iso) - nowMs) / 1000;
  return seconds < 0 ? `${spanWords(seconds)} ago` : `in ${spanWords(seconds)}`;
}
