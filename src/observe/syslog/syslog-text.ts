import { printable } from '../../domain/text/printable.ts';

/** Fields of a line of the audit log, as JSON gives them. */
export type LineFields = Readonly<Record<string, unknown>>;

/** Facility of RFC 5424: security and authorization messages, the private one. */
const facility = 10;
/** Set apart for documentation (RFC 5612): structured data needs a number, and there is none of this program's own. */
const dataId = 'hearthgate@32473';
/** What is not of this form is no field of the gateway's: whoever could write into the file must not write messages of others. */
const timeForm = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;
const nameForm = /^[A-Za-z][A-Za-z0-9]{0,31}$/;
const severities: ReadonlyMap<unknown, number> = new Map([
  ['refused', 4],
  ['folded', 4],
  ['banned', 5],
  ['unbanned', 5],
  ['opened', 5],
  ['closed', 5],
  ['lost', 3],
]);

/** How bad it is, as syslog counts: 3 an error, 4 a warning, 5 a notice, 6 an information. */
export function severityOf({ event, decision }: LineFields): number {
  if (event === 'refused' && decision === 'allow') return 3;
  return severities.get(event) ?? 6;
}

/**
 * A line of the audit log as a message of RFC 5424: its fields as structured data, and the line itself behind them.
 *
 * @param host name of this machine
 */
export function syslogText(fields: LineFields, line: string, host: string): string {
  const { time, event } = fields;
  const priority = facility * 8 + severityOf(fields);
  const head = `<${priority}>1 ${typeof time === 'string' && timeForm.test(time) ? time : '-'} ${headerWord(host, 255)} hearthgate - ${headerWord(event, 32)}`;
  const data = Object.entries(fields)
    .filter(([name]) => name !== 'time' && name !== 'event' && nameForm.test(name))
    .map(([name, value]) => ` ${name}="${escaped(textIn(value))}"`)
    .join('');
  return `${head} [${dataId}${data}] ${printable(line)}`;
}

/** A field for those who know only text. */
export function textIn(value: unknown): string {
  if (Array.isArray(value)) return value.map(textIn).join(',');
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? String(value) : '';
}

function headerWord(value: unknown, maxLength: number): string {
  const word = typeof value === 'string' ? value.replace(/[^!-~]/g, '_').slice(0, maxLength) : '';
  return word === '' ? '-' : word;
}

function escaped(text: string): string {
  return printable(text).replace(/["\\\]]/g, '\\$&');
}
