import { prefixOf } from '../domain/address.ts';
import type { ArrivalFacts, Limit } from '../domain/step.ts';

/** `limits.address`: calls without a proven credential, by address or IPv6 prefix. Given back once a key proves right. */
export const addressRate: Limit<ArrivalFacts> = {
  kind: 'limit',
  name: 'address_rate',
  budget: ({ arrival: { address }, policy: { clients, limits } }) =>
    address === undefined ? undefined : { key: prefixOf(address, clients.ipv6Prefix), rate: limits.address },
  refuse: (retryAfterMs) => ({ reason: 'address_rate', retryAfterMs }),
};
