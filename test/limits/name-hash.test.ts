import { expect, it } from 'vitest';
import { hashName } from '../../src/limits/tables/name-hash.ts';

/** Bytes 0, 1, 2, … */
const key = { low: 0x03020100, high: 0x07060504 };

function hashOf(text: string, by = key): string {
  const into = { high: 0, low: 0 };
  hashName(text, by, into);
  const bytes = Buffer.alloc(8);
  bytes.writeInt32LE(into.low, 0);
  bytes.writeInt32LE(into.high, 4);
  return bytes.toString('hex');
}

it('is HalfSipHash: the first of its published vectors, for no input', () => {
  expect(hashOf('')).toBe('218d1f59b9b83cc8');
});

it('is another for another name, also one that differs in its length or its end alone, and for another key', () => {
  const names = ['', '\0', '\0\0', 'a', 'b', 'ab', 'ba', 'abc', 'abcd', '192.0.2.1', '192.0.2.10', '120/60000 192.0.2.1'];
  const hashes = names.flatMap((name) => [hashOf(name), hashOf(name, { low: 0x03020100, high: 0x07060505 })]);
  expect(new Set(hashes).size).toBe(names.length * 2);
});

it('spreads names that are alike over all its bits', () => {
  const hashes = Array.from({ length: 4096 }, (_, count) => BigInt(`0x${hashOf(`10.0.${count >> 8}.${count & 0xff}`)}`));
  const ones = Array.from({ length: 64 }, (_, bit) => hashes.filter((hash) => ((hash >> BigInt(bit)) & 1n) === 1n).length);
  expect(Math.min(...ones)).toBeGreaterThan(1850);
  expect(Math.max(...ones)).toBeLessThan(2250);
});
