import { expect, it } from 'vitest';
import { trim } from '../../src/hestia/text/trim.ts';

const trimmed = [' ', '\t', '\n', '\r', '\0', '\x0b'];
const bytes = Array.from({ length: 256 }, (_, byte) => String.fromCharCode(byte));

it('takes exactly six bytes away, at either end', () => {
  expect(bytes.filter((byte) => trim(`${byte}x`) === 'x').toSorted()).toEqual(trimmed.toSorted());
  expect(bytes.filter((byte) => trim(`x${byte}`) === 'x').toSorted()).toEqual(trimmed.toSorted());
});

it('takes them all, and none inside', () => {
  expect(trim(' \t\n\r\0\x0bone\n \0two\x0b\0\r\n\t ')).toBe('one\n \0two');
});

it.each(['\xa0x\xa0', '\fx\f', '\xefx', '\x85x'])('leaves what other languages would trim: %j', (text) => {
  expect(trim(text)).toBe(text);
});

it('leaves nothing of what is nothing else', () => {
  expect(['', ' ', trimmed.join('')].map(trim)).toEqual(['', '', '']);
});
