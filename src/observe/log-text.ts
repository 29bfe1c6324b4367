import { printable } from '../domain/text/printable.ts';
import { fieldsOf, textOf } from '../domain/text/json-fields.ts';

export interface LogTextOptions {
  readonly hasColours: boolean;
}

/** Of a terminal: red, yellow, none, grey. */
const colours: Readonly<Record<string, string>> = { error: '\u001b[31m', warn: '\u001b[33m', debug: '\u001b[90m' };
const noColour = '\u001b[0m';

/**
 * A line of the process log for people: `12:30:05 WARN  panel main: …  key=value`. The time is that of the day, UTC.
 *
 * @param json the line as programs read it
 */
export function logText(json: string, { hasColours }: LogTextOptions): string {
  const { time, level, msg, ...fields } = fieldsOf(JSON.parse(json));
  const name = textOf(level);
  const text = [
    textOf(time).slice(11, 19),
    name.toUpperCase().padEnd(5),
    printable(textOf(msg)),
    ...Object.entries(fields).map(([key, value]) => `${key}=${valueText(value)}`),
  ].join(' ');
  const colour = hasColours ? colours[name] : undefined;
  return colour === undefined ? `${text}\n` : `${colour}${text}${noColour}\n`;
}

function valueText(value: unknown): string {
  return typeof value === 'string' && /^[!-~]+$/.test(value) ? value : printable(JSON.stringify(value));
}
