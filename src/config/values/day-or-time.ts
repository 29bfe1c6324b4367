import { leaf } from './leaf.ts';

/** A day, which is its first moment in UTC, or a time in UTC. */
export function dayOrTime() {
  return leaf('a day such as 2030-12-31, or a time such as 2030-12-31T18:00Z', parseTime);
}

const timePattern = /^\d{4}-\d{2}-\d{2}(?:T\d{2}:\d{2}(?::\d{2})?Z)?$/;

function parseTime(raw: unknown): Date | undefined {
  if (typeof raw !== 'string' || !timePattern.test(raw)) return undefined;
  const time = new Date(raw);
  // A day that the month does not have becomes another one.
  return Number.isNaN(time.getTime()) || !time.toISOString().startsWith(raw.slice(0, 10)) ? undefined : time;
}
