import type { ArrivalFacts, HeadFacts, Proof } from '../domain/judging/step.ts';

/** Without an address there is nothing to hold against the list: a trusted proxy named none, or junk. */
export const addressKnown: Proof<HeadFacts, ArrivalFacts> = {
  kind: 'proof',
  name: 'address_unknown',
  prove: ({ arrival, snapshot }) =>
    arrival.address === undefined ? { reason: 'address_unknown' } : { arrival, snapshot, address: arrival.address },
};
