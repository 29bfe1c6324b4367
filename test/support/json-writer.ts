import type { ByteString } from '../../src/domain/call/call.ts';
import type { SentField } from './call-generator.ts';
import type { Random } from './random.ts';

/** Writes a JSON object, as bytes; the texts of the fields are UTF-8. */
export function writeJson(random: Random, fields: readonly SentField[]): ByteString {
  const write = random.pick(spellings);
  const space = random.pick(['', '', ' ', '\n  ', '\t\r\n']);
  const members = fields.map(({ name, text, json }) => `${space}${quoted(name, write)}:${space}${json ?? quoted(text, write)}`);
  return `${space}{${members.join(',')}${space}}${space}`;
}

type Spelling = (char: string) => string;

function quoted(text: ByteString, write: Spelling): ByteString {
  const unicode = Buffer.from(text, 'latin1').toString('utf8');
  const escaped = JSON.stringify(unicode)
    .slice(1, -1)
    .replace(/\\u....|\\.|[^]/g, (token) => (token.startsWith('\\') ? token : write(token)));
  return `"${Buffer.from(escaped, 'utf8').toString('latin1')}"`;
}

const escape = (unit: string): string => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;

const spellings: readonly [Spelling, ...Spelling[]] = [
  (unit) => unit,
  (unit) => (unit > '~' ? escape(unit) : unit),
  (unit) => (unit > '~' ? escape(unit).toUpperCase().replace('\\U', '\\u') : unit),
  (unit) => (unit === '/' ? '\\/' : unit),
  escape,
];
