import { isRootUser } from '../domain/panel/caller.ts';
import type { Check, ProvenFacts } from '../domain/judging/step.ts';

/** The argument that names the user, by the order in which the arguments run, is the key's own user, byte for byte. */
export const userArgument: Check<ProvenFacts> = {
  kind: 'check',
  name: 'user_mismatch',
  judge: ({ call, caller, state }) => {
    const userArg = state.commands.get(call.command)?.userArg ?? 0;
    if (caller.isRoot || userArg === 0) return undefined;
    if (call.args[userArg - 1] === caller.user) return undefined;
    if (isRootUser(caller, state) === 'unknown') return { reason: 'state_unavailable' };
    return { reason: 'user_mismatch', key: caller.name };
  },
};
