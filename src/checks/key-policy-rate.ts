import type { KeyLimit } from '../domain/judging/step.ts';

/** `limit` of the key's policy, counted beside `limits.key`. */
export const keyPolicyRate: KeyLimit = {
  kind: 'key-limit',
  name: 'key_policy_rate',
  charge: ({ caller }, { limit, source }) =>
    limit === undefined ? undefined : { limit: 'key_rate', key: `${caller.name} ${source}`, rate: limit },
};
