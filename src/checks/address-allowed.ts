import type { Address } from '../domain/address/address.ts';
import type { AllowedAddresses } from '../domain/panel/panel-state.ts';
import type { ArrivalFacts, Check } from '../domain/judging/step.ts';

/** `clients.allow` and `clients.deny`; with `inherit` also the panel's own list. The panel accepted the addresses in `clients.before`. */
export const addressAllowed: Check<ArrivalFacts> = {
  kind: 'check',
  name: 'address_not_allowed',
  judge: ({ address, snapshot: { policy, state, isStale } }) => {
    const { allow, deny } = policy.clients;
    if (deny.has(address)) return { reason: 'address_not_allowed' };
    if (allow.everyone || allow.set.has(address)) return undefined;
    if (!allow.inherit) return { reason: 'address_not_allowed' };
    if (state === undefined || isStale) return { reason: 'state_unavailable' };
    return isOn(state.allowedAddresses, address) ? undefined : { reason: 'address_not_allowed' };
  },
  panelTakes: ({ address, snapshot: { policy } }) => {
    const { before, deny } = policy.clients;
    return !deny.has(address) && before !== undefined && isOn(before, address);
  },
};

function isOn(allowed: AllowedAddresses, address: Address): boolean {
  return allowed.everyone || allowed.set.has(address);
}
