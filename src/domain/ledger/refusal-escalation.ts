import type { Address } from '../address/address.ts';

/**
 * How an address is answered that is refused repeatedly: `dialect`, in the form that its body asks for; `text`, without its body being read, as text
 * or in the form that it asked for last; `closed`, not at all.
 */
export type EscalationLevel = 'dialect' | 'text' | 'closed';

/** Counts refused requests by address prefix. Answers from memory, because it is asked for each connection that is accepted. */
export interface RefusalEscalation {
  readonly refused: (address: Address) => void;
  readonly levelOf: (address: Address) => EscalationLevel;
}
