import { fieldsOf, itemsOf, textOf } from '../../domain/text/json-fields.ts';
import { printable } from '../../domain/text/printable.ts';
import { spanText } from '../../domain/text/span-text.ts';
import { wrapText } from '../../terminal/wrap-text.ts';

type Fields = Readonly<Record<string, unknown>>;

const commandsShown = 6;

/** What `hearthgate report` prints, in 80 columns. */
export function reportText(answer: Fields): string {
  const atMs = Date.parse(textOf(answer['at']));
  const panels = itemsOf(answer['panels']).map(fieldsOf);
  const calls = itemsOf(answer['wouldRefuse']).map(fieldsOf);
  const lines = panels.flatMap((panel) => wrapText(modeOf(panel, atMs), 0));
  lines.push(`recorded since ${textOf(answer['since']).slice(0, 10)}`, '');
  if (calls.length === 0) lines.push('no call would have been refused');
  for (const call of calls) lines.push(...linesOf(call, atMs));
  return lines.map((line) => `${printable(line)}\n`).join('');
}

function modeOf({ panel, reportOnly, until }: Fields, atMs: number): string {
  const reasons = itemsOf(reportOnly).map(textOf);
  if (reasons.length === 0) return `panel ${textOf(panel)}: everything is enforced`;
  const left = spanText(Math.max(0, Math.floor((Date.parse(textOf(until)) - atMs) / 1000)));
  return `panel ${textOf(panel)}: reported only until ${minuteOf(until)} UTC, for ${left}: ${reasons.join(', ')}`;
}

function linesOf(call: Fields, atMs: number): readonly string[] {
  const { panel, reason, from, calls, first, last, commands, change } = call;
  const ago = spanText(Math.max(0, Math.floor((atMs - Date.parse(textOf(last))) / 1000)));
  const seen = `${textOf(calls)} ${calls === 1 ? 'call' : 'calls'} since ${minuteOf(first)} UTC, the last ${ago} ago`;
  return [
    ...wrapText(`${textOf(reason)}: ${whoOf(call)} from ${textOf(from)}, panel ${textOf(panel)}`, 0),
    ...wrapText(`${seen}: ${namesOf(itemsOf(commands).map(textOf))}`, 2),
    ...wrapText(textOf(change), 2),
  ];
}

function whoOf({ credential, key, user }: Fields): string {
  if (credential === 'password') return `the password of ${textOf(user)}`;
  if (credential === 'api-key') return 'an API key';
  return user === undefined ? `key ${textOf(key)}` : `key ${textOf(key)} of ${textOf(user)}`;
}

function namesOf(names: readonly string[]): string {
  const rest = names.length - commandsShown;
  return names.slice(0, commandsShown).join(' ') + (rest > 0 ? ` and ${rest} more` : '');
}

/** `2026-12-10 00:00`. */
function minuteOf(time: unknown): string {
  return textOf(time).slice(0, 16).replace('T', ' ');
}
