import { prefixOf } from '../domain/address/address.ts';
import type { Charge } from '../domain/ledger/ledger.ts';
import type { ArrivalFacts, Limit } from '../domain/judging/step.ts';

/** `limits.address`: calls without a proven credential, by address or IPv6 prefix. */
export const addressRate: Limit<ArrivalFacts, Charge> = {
  kind: 'limit',
  name: 'address_rate',
  charge: ({ address, snapshot: { policy } }) => ({
    limit: 'address_rate',
    key: prefixOf(address, policy.clients.ipv6Prefix),
    rate: policy.limits.address,
  }),
};
