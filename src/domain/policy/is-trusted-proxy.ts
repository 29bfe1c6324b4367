import type { Address } from '../address/address.ts';
import type { ClientPolicy } from './policy.ts';

/** Whether an address is a trusted proxy, which may name the client that it connects for. One in `clients.deny` is not. */
export function isTrustedProxy(
  address: Address,
  { trustedProxies, deny }: Pick<ClientPolicy, 'trustedProxies' | 'deny'>,
): boolean {
  return trustedProxies.has(address) && !deny.has(address);
}
