import { parseDuration } from '../../config/units/parse-duration.ts';
import { fieldsOf, itemsOf, textOf } from '../../domain/text/json-fields.ts';
import { spanText } from '../../domain/text/span-text.ts';
import { printable } from '../../domain/text/printable.ts';
import { exitCode } from '../../terminal/exit-code.ts';
import { asWritten, flagOption, optional } from '../../terminal/parameter.ts';
import { UsageError } from '../../terminal/usage-error.ts';
import { wrapText } from '../../terminal/wrap-text.ts';
import { askingLine } from '../asking-line.ts';
import { keysContract } from '../contract/contracts.ts';
import type { GatewayQuestion } from '../gateway-question.ts';
import { jsonAnswer } from '../json-answer.ts';
import { usedKeys } from './used-keys.ts';

type Fields = Readonly<Record<string, unknown>>;

/** `?panel=NAME`, or of every panel. */
const question: GatewayQuestion = {
  method: 'GET',
  path: '/keys',
  contract: keysContract,
  answer: async ({ uses }, query) => jsonAnswer(await usedKeys(uses, query.get('panel') ?? undefined)),
};

export const keys = askingLine({
  name: 'keys',
  about: 'Show every access key with what it may run, and when and from where it was used.',
  more: [
    'The record of uses tells that, which begins when the gateway does; the first line says since when. A call counts as accepted where the panel took it, whatever became of its command.',
    '--deprecated shows who uses API keys and passwords instead, from where, with which commands: what is to be moved to access keys before they end.',
  ],
  examples: ['hearthgate keys --unused 90d', 'hearthgate keys --deprecated'],
  options: {
    panel: optional({ placeholder: 'NAME', about: 'show those of this panel alone', read: asWritten }),
    unused: optional({
      placeholder: 'DURATION',
      about: 'show only keys without an accepted call for this long, such as 90d',
      read: msIn,
    }),
    deprecated: flagOption('show API keys and passwords instead of access keys'),
  },
  question,
  run: async ({ panel, unused, deprecated }, { ask }, { stdout }) => {
    const known = fieldsOf(await ask(question, panel === undefined ? {} : { panel }));
    stdout.write(deprecated ? deprecatedText(known) : keysText(known, unused));
    return exitCode.ok;
  },
});

function keysText(known: Fields, unusedMs: number | undefined): string {
  const atMs = timeOf(known['at']);
  const all = itemsOf(known['keys']).map(fieldsOf);
  const shown = unusedMs === undefined ? all : all.filter(({ lastUse }) => !(atMs - timeOf(lastUse) < unusedMs));
  const isYoung = unusedMs !== undefined && atMs - timeOf(known['since']) < unusedMs;
  const lines: string[] = [];
  for (const key of shown) {
    lines.push(`${textOf(key['key'])}  ${[textOf(key['user']), mayRun(key), `panel ${textOf(key['panel'])}`].join(', ')}`);
    lines.push(...wrapped(usesOf(key, atMs)));
  }
  return textWith(
    known,
    lines.length === 0 ? ['no such key'] : lines,
    isYoung ? 'The record is younger than that: keys may have been used before it began.' : undefined,
  );
}

function deprecatedText(known: Fields): string {
  const atMs = timeOf(known['at']);
  const lines: string[] = [];
  for (const each of itemsOf(known['deprecated']).map(fieldsOf)) {
    const who = each['credential'] === 'password' ? `password of ${textOf(each['user'])}` : 'API keys';
    lines.push(`${who}, panel ${textOf(each['panel'])}`);
    lines.push(...wrapped(usesOf(each, atMs)), ...wrapped(`commands: ${namesOf(each['used'], 'command') || 'none'}`));
  }
  return textWith(known, lines.length === 0 ? ['no API key and no password was used'] : lines);
}

function textWith(known: Fields, lines: readonly string[], note?: string): string {
  const head = `recorded since ${dayOf(known['since'])}`;
  return [head, '', ...lines, ...(note === undefined ? [] : ['', note])].map((line) => `${printable(line)}\n`).join('');
}

function mayRun({ profiles, commands }: Fields): string {
  if (profiles === null) return 'every command';
  const names = itemsOf(profiles).map(textOf);
  return `${names.length === 0 ? 'no profile' : names.join(' ')} (${textOf(commands)} commands)`;
}

function usesOf(each: Fields, atMs: number): string {
  const { firstUse, lastUse, accepted, refused, from, incompleteSince } = each;
  const counts = `${textOf(accepted)} accepted, ${textOf(refused)} not`;
  const incomplete = incompleteSince === undefined ? '' : `; incomplete since ${dayOf(incompleteSince)}`;
  if (lastUse === undefined) return `never used, ${counts}${incomplete}`;
  const ago = spanText(Math.max(0, Math.floor((atMs - timeOf(lastUse)) / 1000)));
  return `used ${ago} ago, first on ${dayOf(firstUse)}, ${counts}${incomplete}; from ${namesOf(from, 'address')}`;
}

/** The first of them, and how many more there are. */
function namesOf(items: unknown, field: string): string {
  const names = itemsOf(items).map((each) => textOf(fieldsOf(each)[field]));
  const rest = names.length - namesShown;
  return names.slice(0, namesShown).join(' ') + (rest > 0 ? ` and ${rest} more` : '');
}

const namesShown = 8;

function wrapped(text: string): readonly string[] {
  return wrapText(text, 2);
}

/** Text that is no time is never. */
function timeOf(value: unknown): number {
  return Date.parse(textOf(value));
}

function dayOf(value: unknown): string {
  return textOf(value).slice(0, 10);
}

function msIn(text: string): number {
  const ms = parseDuration(text);
  if (ms === undefined) throw new UsageError(`expected a duration such as 30d or 12h, found ${JSON.stringify(text)}`);
  return ms;
}
