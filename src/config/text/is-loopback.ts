import { AddressSet } from '../../domain/address/address-set.ts';
import { parseAddress } from '../../domain/address/address.ts';

const loopback = AddressSet.of(['127.0.0.0/8', '::1']);

/** Whether a host, an IPv6 address without brackets, is this machine and nothing beyond it. Of names only `localhost` is known to be. */
export function isLoopback(host: string): boolean {
  const address = parseAddress(host);
  return host === 'localhost' || (address !== undefined && loopback.has(address));
}
