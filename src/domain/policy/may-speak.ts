import type { Address } from '../address/address.ts';
import type { ClientPolicy } from './policy.ts';

/** Whether an address may name the client that it connects for. A proxy whose own calls are denied speaks for nobody. */
export function maySpeak(address: Address, { trustedProxies, deny }: Pick<ClientPolicy, 'trustedProxies' | 'deny'>): boolean {
  return trustedProxies.has(address) && !deny.has(address);
}
