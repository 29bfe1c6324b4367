import type { ByteString } from '../../domain/call/call.ts';

/**
 * What a shell is in the middle of at the end of a line: a quote, or a construct that is not followed here (a substitution, a here-document, a
 * continued line), after which nothing is certain. Undefined: the next line begins anew.
 */
export type OpenQuote = "'" | '"' | 'unsure' | undefined;

/** Reads one line as a shell would, only to know where quotes end. */
export function quoteAfter(line: ByteString, open: OpenQuote): OpenQuote {
  if (open === 'unsure') return open;
  let quote: OpenQuote = open;
  for (let at = 0; at < line.length; at += 1) {
    const char = line.charAt(at);
    if (quote === "'") quote = char === "'" ? undefined : quote;
    else if (char === '\\' && at === line.length - 1) return 'unsure';
    else if (char === '\\') at += 1;
    else if (char === '`' || isSubstitution(line, at)) return 'unsure';
    else if (quote === '"') quote = char === '"' ? undefined : quote;
    else if (char === '#' && beginsWord(line, at)) return undefined;
    else if (char === '(' || line.startsWith('<<', at)) return 'unsure';
    else if (char === "'" || char === '"') quote = char;
  }
  return quote;
}

/** Assigns nothing in any reading: empty, or a comment. */
export function isBlankOrComment(line: ByteString): boolean {
  return /^[ \t]*(?:#.*)?$/s.test(line);
}

function isSubstitution(line: ByteString, at: number): boolean {
  return line.startsWith('$(', at) || line.startsWith('${', at);
}

function beginsWord(line: ByteString, at: number): boolean {
  return at === 0 || ' \t;&|'.includes(line.charAt(at - 1));
}
