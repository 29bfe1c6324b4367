import { faultOfRange } from '../domain/address-set.ts';
import { type Address, networkBits, parseAddress } from '../domain/address.ts';
import { isAccessKeyId } from '../domain/bounds.ts';
import type { Settings } from '../domain/settings.ts';
import { UsageError } from './usage-error.ts';

/** Whom a command is about. */
export type Who = WhoByAddress | { readonly kind: 'key'; readonly key: string };

export interface WhoByAddress {
  readonly kind: 'address';
  readonly address: Address;
  /** As it was written. */
  readonly text: string;
  /** Of a network, as lists show it; undefined: an address alone. */
  readonly bits: number | undefined;
}

/**
 * Reads an address, a network such as `2001:db8::/64` as lists show it, or the id of an access key.
 *
 * @throws UsageError
 */
export function whoIn(text: string): Who {
  if (isAccessKeyId(text)) return { kind: 'key', key: text };
  const who = addressIn(text);
  if (who !== undefined) return who;
  throw new UsageError(`expected an address, or the id of an access key (20 letters and digits), found ${JSON.stringify(text)}`);
}

/**
 * Reads an address, or a network as lists show it.
 *
 * @throws UsageError
 */
export function whoToBan(text: string): WhoByAddress {
  const who = addressIn(text);
  if (who !== undefined) return who;
  throw new UsageError(`expected an IPv4 or IPv6 address, found ${JSON.stringify(text)}${text.includes('/') ? rangeAdvice : ''}`);
}

/**
 * A network that is no client of any panel cannot be banned, and no ban of it can be ended.
 *
 * @param more lengths of networks that may be named beside those of clients
 * @throws UsageError
 */
export function judgeNetwork({ text, bits }: WhoByAddress, { panels }: Settings, more: readonly number[] = []): void {
  const counted = new Set(panels.map(({ policy }) => policy.clients.ipv6Prefix));
  if (bits === undefined || counted.has(bits) || more.includes(bits)) return;
  const lengths = [...counted].map((length) => `/${length}`).join(' or ');
  throw new UsageError(
    `expected an address, or a network that counts as one client (clients.ipv6Prefix: ${lengths}), found ${JSON.stringify(text)}${rangeAdvice}`,
  );
}

/** Networks that have a ban of their own beside those of clients. */
export const bannedNetworks: readonly number[] = [networkBits];

const rangeAdvice = '; to refuse a range of addresses, add it to clients.deny';

/** Undefined also for IPv4 networks: an IPv4 address counts by itself. */
function addressIn(text: string): WhoByAddress | undefined {
  const [written = '', bits] = text.split('/');
  const address = parseAddress(written);
  if (address === undefined || faultOfRange(text) !== undefined) return undefined;
  if (bits === undefined || (address.family === 4 && bits === '32')) return { kind: 'address', address, text, bits: undefined };
  return address.family === 4 ? undefined : { kind: 'address', address, text, bits: Number(bits) };
}

/** As the pages of the second listener want it. */
export function queryOf(who: Who): string {
  return new URLSearchParams(who.kind === 'key' ? { key: who.key } : { address: who.address.text }).toString();
}
