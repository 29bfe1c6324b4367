import type { Address } from './address.ts';

/** How an address that is refused again and again is answered: in its dialect, as text without its body being read, not at all. */
export type Rung = 'dialect' | 'text' | 'closed';

/** Counts refused arrivals by address prefix. Asks nobody: it answers at accept. */
export interface RefusalLadder {
  readonly refused: (address: Address) => void;
  readonly rungOf: (address: Address) => Rung;
}
