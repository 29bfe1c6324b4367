import type { LimitPolicy } from '../domain/policy/policy.ts';
import type { Rate } from '../domain/policy/rate.ts';
import type { Limit, ProvenFacts } from '../domain/judging/step.ts';
import type { Permissions } from '../domain/panel/panel-state.ts';

/** `limits.key`, or `limits.profiles` for keys with such a profile: with several, the widest. */
export const keyRate: Limit<ProvenFacts> = {
  kind: 'limit',
  name: 'key_rate',
  charge: ({ base, caller }) => ({
    limit: 'key_rate',
    key: caller.name,
    rate: rateOf(caller.permissions, base.snapshot.policy.limits),
  }),
};

/** The rate that holds for a key with these permissions. */
export function rateOf(permissions: Permissions, limits: LimitPolicy): Rate {
  if (limits.profiles.size === 0) return limits.key;
  const names = permissions.kind === 'profiles' ? permissions.names : [];
  const rates = names.flatMap((name) => limits.profiles.get(name) ?? []);
  return rates.length === 0 ? limits.key : rates.reduce((widest, rate) => (perMs(rate) > perMs(widest) ? rate : widest));
}

function perMs(rate: Rate): number {
  return rate.calls / rate.perMs;
}
