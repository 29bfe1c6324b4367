import type { Limit, ProvenFacts } from '../domain/judging/step.ts';

/** `limits.commands`: calls of one command by one key. */
export const commandRate: Limit<ProvenFacts> = {
  kind: 'limit',
  name: 'command_rate',
  charge: ({ base, call, caller }) => {
    const rate = base.snapshot.policy.limits.commands.get(call.command);
    return rate === undefined ? undefined : { limit: 'command_rate', key: `${caller.name} ${call.command}`, rate };
  },
};
