import { createHmac, hash } from 'node:crypto';
import { fieldsOf } from '../../domain/text/json-fields.ts';

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
const version = 1;

/** @param secret random */
export function firstKey(secret: Buffer): ChainKey {
  return { chain: derived(secret, 'chain').toString('hex').slice(0, 16), run: 0, secret };
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

/** 128 of the 256 bits. */
const macDigits = 32;

/** As files have it. */
export function chainKeyText({ chain, run, secret }: ChainKey): string {
  return `${JSON.stringify({ version, chain, run, key: secret.toString('hex') })}\n`;
}

/** Undefined: it is none. */
export function parseChainKey(text: string): ChainKey | undefined {
  const { version: found, chain, run, key } = fieldsOf(parsed(text));
  if (found !== version || typeof chain !== 'string' || !/^[0-9a-f]{16}$/.test(chain)) return undefined;
  if (typeof run !== 'number' || !Number.isSafeInteger(run) || run < 0) return undefined;
  if (typeof key !== 'string' || !/^[0-9a-f]{64}$/.test(key)) return undefined;
  return { chain, run, secret: Buffer.from(key, 'hex') };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // A file of something else, or one that was cut.
    return undefined;
  }
}

function derived(secret: Buffer, purpose: string): Buffer {
  return createHmac('sha256', secret).update(`hearthgate audit ${purpose}`).digest();
}
