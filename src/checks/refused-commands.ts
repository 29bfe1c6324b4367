import type { Limit, ProvenFacts } from '../domain/step.ts';

/** `limits.refusedCommands`: calls of one key that were refused for their command. Its permitted calls never count here. */
export const refusedCommands: Limit<ProvenFacts> = {
  kind: 'limit',
  name: 'refused_commands',
  budget: ({ bearer, policy: { limits } }) => ({ key: bearer.name, rate: limits.refusedCommands }),
  refuse: (retryAfterMs) => ({ reason: 'command_rate', retryAfterMs }),
};
