import type { Denial } from '../../domain/call/denial.ts';

/** Nobody knows whether the panel would accept the credential: that is no reason to call it wrong. */
export const stateUnavailable: Denial = { reason: 'state_unavailable' };
