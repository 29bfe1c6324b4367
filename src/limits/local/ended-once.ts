import type { Reservation, ReservedResult } from '../../domain/ledger/ledger.ts';

/** A reservation that its first result ends: what is said of it later changes nothing. */
export function endedOnce(isFromKnown: boolean, end: (result: ReservedResult) => void): Reservation {
  let isOpen = true;
  return {
    isFromKnown,
    // There is no other gateway: this one has asked itself.
    reserveAtPanel: () => 'reserved',
    conclude: (result) => {
      if (!isOpen) return;
      isOpen = false;
      end(result);
    },
  };
}
