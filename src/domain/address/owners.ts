import type { Address } from './address.ts';
import type { AddressSet } from './address-set.ts';
import type { Network } from './network.ts';

/** From where the owners of keys call, as the administrator has said: by key id. */
export type OwnerAddresses = ReadonlyMap<string, AddressSet>;

/** What the limits ask about it. */
export interface Owners {
  readonly owns: (key: string, address: Address) => boolean;
  /** Of any key. */
  readonly hasAddress: (address: Address) => boolean;
  readonly meets: (network: Network) => boolean;
}

/** @param addresses as they are at this moment */
export function ownersBy(addresses: () => OwnerAddresses): Owners {
  return {
    owns: (key, address) => addresses().get(key)?.has(address) === true,
    hasAddress: (address) => [...addresses().values()].some((set) => set.has(address)),
    meets: (network) => [...addresses().values()].some((set) => set.meets(network)),
  };
}
