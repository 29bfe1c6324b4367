import type { Address } from '../address/address.ts';

/**
 * How an address that is refused again and again is answered: in the dialect of its body; without its body being read, as text or in the
 * dialect that it spoke before; not at all.
 */
export type Rung = 'dialect' | 'text' | 'closed';

/** Counts refused arrivals by address prefix. Asks nobody: it answers at accept. */
export interface RefusalLadder {
  readonly refused: (address: Address) => void;
  readonly rungOf: (address: Address) => Rung;
}
