import type { Reservation, ReservedResult } from '../../domain/ledger/ledger.ts';

/** A reservation that is concluded by its first result; later results are ignored. */
export function endedOnce(isFromKnown: boolean, end: (result: ReservedResult) => void): Reservation {
  let isOpen = true;
  return {
    isFromKnown,
    // No other gateway shares the budget, which this one has checked before.
    reserveAtPanel: () => 'reserved',
    conclude: (result) => {
      if (!isOpen) return;
      isOpen = false;
      end(result);
    },
  };
}
