import type { Limit, ProvenFacts } from '../domain/step.ts';

/** `limits.commands`: calls of one command by one key. */
export const commandRate: Limit<ProvenFacts> = {
  kind: 'limit',
  name: 'command_rate',
  budget: ({ call, bearer, policy }) => {
    const rate = policy.limits.commands.get(call.command);
    return rate === undefined ? undefined : { key: `${bearer.name} ${call.command}`, rate };
  },
  refuse: (retryAfterMs) => ({ reason: 'command_rate', retryAfterMs }),
};
