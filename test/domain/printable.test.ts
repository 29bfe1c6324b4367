import { describe, expect, test } from 'vitest';
import { printable, printableJson, printableLines } from '../../src/domain/text/printable.ts';

const controls: readonly (readonly [string, string, string])[] = [
  ['an escape sequence of C0', '\x1b[2J\x07', '\\x1b[2J\\x07'],
  ['a NUL, a tab and a carriage return', '\0\t\r', '\\x00\\x09\\x0d'],
  ['DEL', '\x7f', '\\x7f'],
  ['an escape sequence of C1', '\u009b2J\u0085\u0080', '\\x9b2J\\x85\\x80'],
  ['overrides of the direction', '\u202egnp.exe\u202c', '\\u202egnp.exe\\u202c'],
  ['isolates and marks of the direction', '\u2066\u2069\u200e\u200f\u061c', '\\u2066\\u2069\\u200e\\u200f\\u061c'],
  ['separators of lines and paragraphs', '\u2028\u2029', '\\u2028\\u2029'],
];

describe('printable text', () => {
  test.each(controls)('shows %s', (_what, text, shown) => {
    expect(printable(`a${text}b`)).toBe(`a${shown}b`);
    expect(printableLines(`a${text}b\n`)).toBe(`a${shown}b\n`);
  });

  test.each(controls)('is JSON of the same content, with %s', (_what, text) => {
    const json = printableJson(JSON.stringify({ text }));

    expect(json).toMatch(/^[ -~]+$/);
    expect(JSON.parse(json)).toEqual({ text });
  });

  test('is a single line, unless lines are meant', () => {
    expect(printable('one\ntwo')).toBe('one\\x0atwo');
    expect(printableLines('one\ntwo\n')).toBe('one\ntwo\n');
  });

  test('stays as it is in every script', () => {
    const text = 'Zürich Ελλάδα ירושלים 東京 👩‍👩‍👧 naïve';

    expect([printable(text), printableLines(text), printableJson(text)]).toEqual([text, text, text]);
  });
});
