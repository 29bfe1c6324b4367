/** Writes wall-clock milliseconds as ISO 8601 in UTC; many in the same millisecond are written once. */
export function createIsoTime(): (wallMs: number) => string {
  let lastMs = Number.NaN;
  let last = '';
  return (wallMs) => {
    const ms = Math.floor(wallMs);
    if (ms !== lastMs) {
      last = new Date(ms).toISOString();
      lastMs = ms;
    }
    return last;
  };
}
