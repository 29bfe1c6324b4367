import type { ArrivalFacts, HeadFacts, Proof } from '../domain/judging/step.ts';

/** There is no address to compare with the list: a trusted proxy named none, or one that cannot be parsed. */
export const addressKnown: Proof<HeadFacts, ArrivalFacts> = {
  kind: 'proof',
  name: 'address_unknown',
  prove: ({ arrival, snapshot }) =>
    arrival.address === undefined ? { reason: 'address_unknown' } : { arrival, snapshot, address: arrival.address },
};
