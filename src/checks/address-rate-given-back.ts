import type { GiveBack, ProvenFacts } from '../domain/step.ts';
import { addressRate } from './address-rate.ts';

/** A proven key counts against its own limit, not against its address. A password is proven by the panel alone, so it goes on counting. */
export const addressRateGivenBack: GiveBack<ProvenFacts> = {
  kind: 'give-back',
  limit: addressRate,
  when: ({ call }) => call.credential.kind !== 'password',
};
