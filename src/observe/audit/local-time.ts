/** Writes wall-clock milliseconds as `YYYY-MM-DD HH:MM:SS` in the machine's time zone; many in the same second are written once. */
export function createLocalTime(): (wallMs: number) => string {
  let lastSecond = Number.NaN;
  let last = '';
  return (wallMs) => {
    const second = Math.floor(wallMs / 1000);
    if (second !== lastSecond) {
      last = textOf(new Date(second * 1000));
      lastSecond = second;
    }
    return last;
  };
}

function textOf(date: Date): string {
  const day = [date.getFullYear(), date.getMonth() + 1, date.getDate()].map(twoDigits).join('-');
  const time = [date.getHours(), date.getMinutes(), date.getSeconds()].map(twoDigits).join(':');
  return `${day} ${time}`;
}

function twoDigits(number: number): string {
  return String(number).padStart(2, '0');
}
