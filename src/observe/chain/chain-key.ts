import { createHmac, hash, randomFillSync } from 'node:crypto';

/**
 * What the keys of a run and of all later ones come from. Of run 0 it proves the whole chain: the verification key. No key leads back to the one
 * before it.
 */
export interface ChainKey {
  /** 16 hexadecimal digits by which a chain is told from others; no secret. */
  readonly chain: string;
  /** The first run that it proves, counted from 0: each start of a gateway is a run. */
  readonly run: number;
  /** 32 bytes. */
  readonly secret: Buffer;
}

export const keyBytes = 32;

/** Random. */
export function firstKey(): ChainKey {
  const secret = randomFillSync(emptySecret());
  return { chain: derived(secret, 'chain').toString('hex').slice(0, 16), run: 0, secret };
}

/**
 * Memory for a secret that can be overwritten. V8 keeps the bytes of a short Buffer among its objects, and leaves a copy there where it moves them
 * for a native function.
 */
export function emptySecret(): Buffer {
  return Buffer.from(new ArrayBuffer(keyBytes));
}

export function keyOfNextRun({ chain, run, secret }: ChainKey): ChainKey {
  return { chain, run: run + 1, secret: derived(secret, 'next run') };
}

/** The key of the first line of the run. */
export function keyOfFirstLine({ secret }: ChainKey): Buffer {
  return derived(secret, 'lines');
}

export function keyOfNextLine(key: Buffer): Buffer {
  return hash('sha256', key, 'buffer');
}

export function macOf(key: Buffer, text: string): string {
  return createHmac('sha256', key).update(text).digest('hex').slice(0, macDigits);
}

/**
 * Digest over the codes of all lines of a run up to one of them.
 *
 * @param head of the line before it; empty: it is the first
 */
export function headWith(head: string, mac: string): string {
  return hash('sha256', head + mac, 'hex');
}

/** 128 of the 256 bits. */
const macDigits = 32;

function derived(secret: Buffer, purpose: string): Buffer {
  return createHmac('sha256', secret).update(`hearthgate audit ${purpose}`).digest();
}
