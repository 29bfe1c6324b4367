import { type Address, prefixOf } from '../../domain/address/address.ts';

/** As whom a client is counted where things are shared out: by its address, IPv6 by its network. All without a usable address are one. */
export function clientKey(address: Address | undefined, ipv6Prefix: number): string {
  return address === undefined ? 'unknown' : prefixOf(address, ipv6Prefix);
}
