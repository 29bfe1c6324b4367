import { UsageError } from '../../terminal/usage-error.ts';

/**
 * The words of the first command in a command line, as a shell of POSIX makes them of blanks, quotes and backslashes. Variables and commands in it
 * are not filled in.
 *
 * @throws UsageError where a quote has no end, or a shell would do what is not done here: fill something in, or read or write a file
 */
export function shellWords(text: string): readonly string[] {
  const words: string[] = [];
  let word: string | undefined;
  let at = 0;
  while (at < text.length) {
    const piece = pieceAt(text, at);
    at += piece.length;
    if (piece.kind === 'blank') {
      if (word !== undefined) words.push(word);
      word = undefined;
    } else if (piece.kind === 'end') break;
    else if (piece.kind === 'text') word = (word ?? '') + piece.text;
  }
  return word === undefined ? words : [...words, word];
}

interface Piece {
  readonly kind: 'blank' | 'text' | 'nothing' | 'end';
  readonly length: number;
  readonly text: string;
}

function pieceAt(text: string, at: number): Piece {
  const char = text.charAt(at);
  const next = text.charAt(at + 1);
  // In an address or in data it would cut the call: whoever pastes that means it quoted.
  if (char === '&' && next !== '&') throw backgrounded;
  if (char === '<' || char === '>') throw redirected;
  if (/[|;&]/.test(char)) return { kind: 'end', length: 1, text: '' };
  if (/[()]/.test(char)) throw filledIn;
  if (/\s/.test(char)) return { kind: 'blank', length: 1, text: '' };
  // The line goes on.
  if (char === '\\' && /[\r\n]/.test(next)) return { kind: 'nothing', length: text.startsWith('\r\n', at + 1) ? 3 : 2, text: '' };
  if (char === '\\') return { kind: 'text', length: 2, text: next };
  if (char === "'") return quoted(text, at, 1);
  if (char === '"') return doubleQuoted(text, at);
  if (char === '$' && next === "'") return ansiQuoted(text, at);
  if (char === '`' || (char === '$' && /[\w({"@*#?!-]/.test(next))) throw filledIn;
  return { kind: 'text', length: 1, text: char };
}

const filledIn = new UsageError('the command line has a variable or a command in it; put in what it stands for');
const backgrounded = new UsageError('a shell ends the command at the & in it; put quotes around the word with the &');
const redirected = new UsageError('leave out what a shell would read or write with < or >, or quote it');
const endless = new UsageError('a quote in the command line has no end');

function quoted(text: string, at: number, opening: number): Piece {
  const end = text.indexOf("'", at + opening);
  if (end === -1) throw endless;
  return { kind: 'text', length: end + 1 - at, text: text.slice(at + opening, end) };
}

function doubleQuoted(text: string, at: number): Piece {
  let content = '';
  for (let index = at + 1; index < text.length; index += 1) {
    const char = text.charAt(index);
    const next = text.charAt(index + 1);
    if (char === '"') return { kind: 'text', length: index + 1 - at, text: content };
    if (char === '`' || (char === '$' && /[\w({@*#?!-]/.test(next))) throw filledIn;
    const isEscape = char === '\\' && /["\\$`\n]/.test(next);
    if (isEscape) index += 1;
    content += isEscape ? next.replace('\n', '') : char;
  }
  throw endless;
}

const escapes: Readonly<Record<string, string>> = {
  a: '\u0007',
  b: '\b',
  e: '\u001B',
  E: '\u001B',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
  "'": "'",
  '"': '"',
  '\\': '\\',
  '?': '?',
};
/** By the code of a character, in hexadecimal, as browsers write what they copy as curl. */
const coded = /^(?:x([0-9a-fA-F]{1,2})|u([0-9a-fA-F]{1,4})|U([0-9a-fA-F]{1,8}))/;

/** `$'…'`, in which people write line feeds. */
function ansiQuoted(text: string, at: number): Piece {
  let content = '';
  for (let index = at + 2; index < text.length; index += 1) {
    const char = text.charAt(index);
    if (char === "'") return { kind: 'text', length: index + 1 - at, text: content };
    const escape = char === '\\' ? escapeAt(text, index + 1) : undefined;
    if (escape !== undefined) index += escape.length;
    content += escape?.text ?? char;
  }
  throw endless;
}

/** Behind a backslash. Undefined: the backslash stands for itself. */
function escapeAt(text: string, at: number): Pick<Piece, 'text' | 'length'> | undefined {
  const plain = escapes[text.charAt(at)];
  if (plain !== undefined) return { text: plain, length: 1 };
  if (/[0-7c]/.test(text.charAt(at))) throw unreadEscape;
  const [whole, byte, short, long] = coded.exec(text.slice(at, at + 9)) ?? [];
  if (whole === undefined) return undefined;
  const code = Number.parseInt(byte ?? short ?? long ?? '', 16);
  // A byte of several that make one character, or none of Unicode.
  if (code === 0 || (byte !== undefined && code > 0x7f) || code > 0x10_ff_ff) throw unreadEscape;
  return { text: String.fromCodePoint(code), length: whole.length };
}

const unreadEscape = new UsageError("an escape in $'…' in the command line is not read here; put in the character itself");
