import { UsageError } from '../../terminal/usage-error.ts';

/**
 * The words of a command line, as a shell of POSIX makes them of blanks, quotes and backslashes. Variables and commands in it are not filled in.
 *
 * @throws UsageError where a quote has no end, or a variable or a command would have to be filled in
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
    } else if (piece.kind === 'text') word = (word ?? '') + piece.text;
  }
  return word === undefined ? words : [...words, word];
}

interface Piece {
  readonly kind: 'blank' | 'text' | 'nothing';
  readonly length: number;
  readonly text: string;
}

function pieceAt(text: string, at: number): Piece {
  const char = text.charAt(at);
  const next = text.charAt(at + 1);
  if (/\s/.test(char)) return { kind: 'blank', length: 1, text: '' };
  // The line goes on.
  if (char === '\\' && /[\r\n]/.test(next)) return { kind: 'nothing', length: text.startsWith('\r\n', at + 1) ? 3 : 2, text: '' };
  if (char === '\\') return { kind: 'text', length: 2, text: next };
  if (char === "'") return quoted(text, at, 1);
  if (char === '"') return doubleQuoted(text, at);
  if (char === '$' && next === "'") return ansiQuoted(text, at);
  if (char === '$' || char === '`') throw filledIn;
  return { kind: 'text', length: 1, text: char };
}

const filledIn = new UsageError('the command line has a variable or a command in it; put in what it stands for');
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
    if (char === '`' || (char === '$' && /[\w({]/.test(next))) throw filledIn;
    const isEscape = char === '\\' && /["\\$`\n]/.test(next);
    if (isEscape) index += 1;
    content += isEscape ? next.replace('\n', '') : char;
  }
  throw endless;
}

const escapes: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', "'": "'", '"': '"', '\\': '\\' };

/** `$'…'`, in which people write line feeds. */
function ansiQuoted(text: string, at: number): Piece {
  let content = '';
  for (let index = at + 2; index < text.length; index += 1) {
    const char = text.charAt(index);
    if (char === "'") return { kind: 'text', length: index + 1 - at, text: content };
    const escape = char === '\\' ? escapes[text.charAt(index + 1)] : undefined;
    if (escape !== undefined) index += 1;
    content += escape ?? char;
  }
  throw endless;
}
