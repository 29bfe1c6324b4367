import type { Address } from '../../domain/address/address.ts';
import { networkName } from '../../domain/address/network.ts';

/**
 * Of which lengths networks are banned: an arrival is looked up once for each of its family. There are never more than lengths that may be banned,
 * however many networks are.
 */
export class BannedNetworks {
  /** How many are of each length, by family. */
  readonly #counts: Readonly<Record<4 | 6, Map<number, number>>> = { 4: new Map(), 6: new Map() };

  /** @param name as bans name it: `203.0.113.0/24`, `20010db8/32` */
  add(name: string): void {
    const { counts, bits } = this.#placeOf(name);
    counts.set(bits, (counts.get(bits) ?? 0) + 1);
  }

  remove(name: string): void {
    const { counts, bits } = this.#placeOf(name);
    const left = (counts.get(bits) ?? 0) - 1;
    if (left > 0) counts.set(bits, left);
    else counts.delete(bits);
  }

  /** Names that a ban of a network with the address would have. */
  namesFor(address: Address): readonly string[] {
    const counts = this.#counts[address.family];
    if (counts.size === 0) return none;
    const names: string[] = [];
    for (const bits of counts.keys()) names.push(networkName(address, bits));
    return names;
  }

  #placeOf(name: string): { readonly counts: Map<number, number>; readonly bits: number } {
    const slash = name.indexOf('/');
    return { counts: this.#counts[name.includes('.') ? 4 : 6], bits: Number(name.slice(slash + 1)) };
  }
}

const none: readonly string[] = Object.freeze([]);
