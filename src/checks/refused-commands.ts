import type { Limit, ProvenFacts } from '../domain/judging/step.ts';

/** `limits.refusedCommands`: calls of one key that were refused for their command. Its permitted calls never count here. */
export const refusedCommands: Limit<ProvenFacts> = {
  kind: 'limit',
  name: 'refused_commands',
  charge: ({ base, caller }) => ({
    limit: 'refused_commands',
    key: caller.name,
    rate: base.snapshot.policy.limits.refusedCommands,
  }),
};
