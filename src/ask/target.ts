import { faultOfRange } from '../domain/address/address-set.ts';
import { type Address, networkBits, parseAddress } from '../domain/address/address.ts';
import { isAccessKeyId } from '../domain/call/bounds.ts';
import type { Settings } from '../domain/policy/settings.ts';
import { required } from '../terminal/parameter.ts';
import { UsageError } from '../terminal/usage-error.ts';

/** Whom a command is about. */
export type Target = AddressTarget | { readonly kind: 'key'; readonly key: string };

export interface AddressTarget {
  readonly kind: 'address';
  readonly address: Address;
  /** As it was written. */
  readonly text: string;
  /** Of a network, as lists show it; undefined: an address alone. */
  readonly bits: number | undefined;
}

export const targetOperand = required({
  placeholder: 'ADDRESS|KEY',
  about: 'an address, a network as lists show it, or the id of an access key',
  read: targetIn,
});

/**
 * Reads an address, a network such as `2001:db8::/64` as lists show it, or the id of an access key.
 *
 * @throws UsageError
 */
function targetIn(text: string): Target {
  if (isAccessKeyId(text)) return { kind: 'key', key: text };
  const target = addressIn(text);
  if (target !== undefined) return target;
  throw new UsageError(`expected an address, or the id of an access key (20 letters and digits), found ${JSON.stringify(text)}`);
}

/**
 * Reads an address, or a network as lists show it.
 *
 * @throws UsageError
 */
export function addressTargetIn(text: string): AddressTarget {
  const target = addressIn(text);
  if (target !== undefined) return target;
  throw new UsageError(`expected an IPv4 or IPv6 address, found ${JSON.stringify(text)}${text.includes('/') ? rangeAdvice : ''}`);
}

/**
 * A network that is no client of any panel cannot be banned, and no ban of it can be ended.
 *
 * @param more lengths of networks that may be named beside those of clients
 * @throws UsageError
 */
export function judgeNetwork({ text, bits }: AddressTarget, { panels }: Settings, more: readonly number[] = []): void {
  const counted = new Set(panels.map(({ policy }) => policy.clients.ipv6Prefix));
  if (bits === undefined || counted.has(bits) || more.includes(bits)) return;
  const lengths = [...counted].map((length) => `/${length}`).join(' or ');
  throw new UsageError(
    `expected an address, or a network that counts as one client (clients.ipv6Prefix: ${lengths}), found ${JSON.stringify(text)}${rangeAdvice}`,
  );
}

/** The same of a target that may be a key. */
export function judgeTarget(target: Target, settings: Settings, more: readonly number[]): void {
  if (target.kind === 'address') judgeNetwork(target, settings, more);
}

/** Networks that have a ban of their own beside those of clients. */
export const bannedNetworks: readonly number[] = [networkBits];

const rangeAdvice = '; to refuse a range of addresses, add it to clients.deny';

/** Undefined also for IPv4 networks: an IPv4 address counts by itself. */
function addressIn(text: string): AddressTarget | undefined {
  const [written = '', bits] = text.split('/');
  const address = parseAddress(written);
  if (address === undefined || faultOfRange(text) !== undefined) return undefined;
  if (bits === undefined || (address.family === 4 && bits === '32')) return { kind: 'address', address, text, bits: undefined };
  return address.family === 4 ? undefined : { kind: 'address', address, text, bits: Number(bits) };
}

/** As the gateway is asked about it. */
export function queryOf(target: Target): Readonly<Record<string, string>> {
  return target.kind === 'key' ? { key: target.key } : { address: target.address.text };
}
