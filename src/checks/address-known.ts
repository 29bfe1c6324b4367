import type { ArrivalFacts, Check } from '../domain/step.ts';

/** Without an address there is nothing to hold against the list: a trusted proxy named none, or junk. */
export const addressKnown: Check<ArrivalFacts> = {
  kind: 'check',
  name: 'address-known',
  judge: ({ arrival }) => (arrival.address === undefined ? { reason: 'address_unknown' } : undefined),
};
