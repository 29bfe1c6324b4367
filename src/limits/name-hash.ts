import { randomBytes } from 'node:crypto';

/** 64 bits in two halves. */
export interface NameHash {
  high: number;
  low: number;
}

/**
 * HalfSipHash-2-4 with 64 bits, of a text as UTF-16 in little-endian order (Aumasson, Bernstein: SipHash, a fast short-input PRF). Clients choose
 * the names that are hashed, so the key must be random: without it they could make names that meet.
 *
 * @param into written over, because a hash is made for every call
 */
export function hashName(text: string, key: NameHash, into: NameHash): void {
  let v0 = key.low;
  let v1 = key.high ^ 0xee;
  let v2 = 0x6c796765 ^ key.low;
  let v3 = 0x74656462 ^ key.high;
  const round = (): void => {
    v0 = (v0 + v1) | 0;
    v1 = ((v1 << 5) | (v1 >>> 27)) ^ v0;
    v0 = (v0 << 16) | (v0 >>> 16);
    v2 = (v2 + v3) | 0;
    v3 = ((v3 << 8) | (v3 >>> 24)) ^ v2;
    v0 = (v0 + v3) | 0;
    v3 = ((v3 << 7) | (v3 >>> 25)) ^ v0;
    v2 = (v2 + v1) | 0;
    v1 = ((v1 << 13) | (v1 >>> 19)) ^ v2;
    v2 = (v2 << 16) | (v2 >>> 16);
  };
  const take = (word: number): void => {
    v3 ^= word;
    round();
    round();
    v0 ^= word;
  };
  const pairs = text.length & ~1;
  for (let at = 0; at < pairs; at += 2) take(text.charCodeAt(at) | (text.charCodeAt(at + 1) << 16));
  take(((text.length * 2) << 24) | (pairs < text.length ? text.charCodeAt(pairs) : 0));
  v2 ^= 0xee;
  for (let count = 0; count < 4; count += 1) round();
  into.low = v1 ^ v3;
  v1 ^= 0xdd;
  for (let count = 0; count < 4; count += 1) round();
  into.high = v1 ^ v3;
}

/** One that nobody else knows. */
export function randomHashKey(): NameHash {
  return hashKeyIn(randomBytes(8));
}

/** A key out of eight bytes. */
export function hashKeyIn(bytes: Buffer): NameHash {
  return { high: bytes.readInt32LE(0), low: bytes.readInt32LE(4) };
}
