import { fieldsOf } from '../../domain/text/json-fields.ts';
import { type ChainKey, emptySecret, keyBytes } from './chain-key.ts';

const version = 1;
const keyName = '"key":"';
const digits = 2 * keyBytes;
const zero = 0x30;

/**
 * As files have it: a line of JSON. The digits of the key are written into the bytes by themselves, because a text stays in memory until it is
 * collected, and cannot be overwritten. Whoever has used the bytes overwrites them.
 */
export function chainKeyBytes({ chain, run, secret }: ChainKey): Buffer {
  const bytes = Buffer.from(`${JSON.stringify({ version, chain, run, key: '0'.repeat(digits) })}\n`, 'latin1');
  const at = bytes.indexOf(keyName) + keyName.length;
  for (const [index, byte] of secret.entries()) {
    bytes[at + 2 * index] = digitOf(Math.floor(byte / 16));
    bytes[at + 2 * index + 1] = digitOf(byte % 16);
  }
  return bytes;
}

/** Takes the key out of the bytes, and leaves zeros there. Undefined: there is none. */
export function takeChainKey(bytes: Buffer): ChainKey | undefined {
  const at = bytes.indexOf(keyName) + keyName.length;
  const secret = emptySecret();
  const areDigits = bytes.subarray(at, at + digits).every(isDigit) && bytes.length >= at + digits;
  for (const [index] of areDigits ? secret.entries() : [])
    secret[index] = valueOf(bytes[at + 2 * index]) * 16 + valueOf(bytes[at + 2 * index + 1]);
  bytes.subarray(at, at + digits).fill(zero);
  const { version: found, chain, run, key } = fieldsOf(parsed(bytes.toString('latin1')));
  const isKey = areDigits && found === version && typeof key === 'string' && /^0{64}$/.test(key);
  if (!isKey || typeof chain !== 'string' || !/^[0-9a-f]{16}$/.test(chain)) return undefined;
  if (typeof run !== 'number' || !Number.isSafeInteger(run) || run < 0) return undefined;
  return { chain, run, secret };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // A file of something else, or one that was cut.
    return undefined;
  }
}

const nine = 0x39;
const letterA = 0x61;

function digitOf(value: number): number {
  return value < 10 ? zero + value : letterA + value - 10;
}

function isDigit(byte: number): boolean {
  return (byte >= zero && byte <= nine) || (byte >= letterA && byte < letterA + 6);
}

function valueOf(byte = zero): number {
  return byte <= nine ? byte - zero : byte - letterA + 10;
}
