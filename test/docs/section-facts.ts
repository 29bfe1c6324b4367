import { proseOf } from './prose-of.ts';
import type { Section } from './sections-of.ts';
import { blockOfCode, withoutCode } from './without-code.ts';

export type FactName = 'level' | 'blocks of code' | 'tables' | 'outline' | 'code words' | 'numbers';

/** What a section and its translation have in common, whatever the language. */
export function sectionFacts({ level, text }: Section): Readonly<Record<FactName, readonly string[]>> {
  const prose = withoutCode(text);
  return {
    level: [String(level)],
    'blocks of code': [...text.matchAll(blockOfCode)].map(([block]) => withoutComments(block)),
    tables: [[...prose.matchAll(/(?:^\|.*\n)+/gm)].map(([table]) => sizeOf(table)).join(', ')],
    outline: [outlineOf(text)],
    'code words': sorted([...prose.matchAll(/`([^`]+)`/g)].map(([, word = '']) => word.replace(/\s+/g, ' '))),
    numbers: sorted(proseOf(text).match(/\d+(?:[.,]\d+)*/g) ?? []),
  };
}

/** A comment is what follows a `#` and a space, at the beginning of a line or behind a space. It may be translated, but stays where it is. */
function withoutComments(block: string): string {
  return block.replace(/(?<=^| )# .*$/gm, '#');
}

function sizeOf(table: string): string {
  const [head = '', , ...rows] = table.trimEnd().split('\n');
  return `${rows.length} rows of ${head.split(/(?<!\\)\|/).length - 2} cells`;
}

/** What follows what, with the number of items of each list. */
function outlineOf(text: string): string {
  const parts = text
    .replace(blockOfCode, '```')
    .trim()
    .split(/\n{2,}/);
  return parts.map(kindOf).join(', ');
}

function kindOf(part: string): string {
  if (part === '```') return 'code';
  if (part.startsWith('#')) return 'heading';
  if (part.startsWith('|')) return 'table';
  const items = part.match(/^(?:- |\d+\. )/gm) ?? [];
  return items.length === 0 ? 'paragraph' : `list of ${items.length}`;
}

function sorted(words: readonly string[]): string[] {
  return [...new Set(words)].toSorted();
}
