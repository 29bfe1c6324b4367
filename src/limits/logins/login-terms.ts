import type { FailurePolicy } from '../../domain/policy/policy.ts';
import type { Subject, Terms } from './failure-store.ts';

export type LoginTerms = Readonly<Record<Subject['kind'], Terms>>;

/** Budget of a network of 48 bits, in budgets of an address. */
const networkFactor = 4;

/** How many logins may fail for each kind of subject, and what follows. Ids that the panel does not have have the same terms as those that it has. */
export function loginTerms({ pair, address, key, banMs, maxBanMs }: FailurePolicy): LoginTerms {
  const ban = { firstMs: banMs, maxMs: maxBanMs };
  return {
    pair: { ...pair, ban },
    unknown_pair: { ...pair, ban },
    address: { ...address, ban },
    network: { ...address, attempts: address.attempts * networkFactor, ban },
    key: { ...key, ban: undefined },
    unknown_key: { ...key, ban: undefined },
  };
}
