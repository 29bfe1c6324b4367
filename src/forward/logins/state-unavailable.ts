import type { Denial } from '../../domain/call/denial.ts';

/** It is not known whether the panel would accept the credential, so it is not called wrong. */
export const stateUnavailable: Denial = { reason: 'state_unavailable' };
