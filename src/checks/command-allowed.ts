import type { Bearer } from '../domain/bearer.ts';
import type { PanelState } from '../domain/panel-state.ts';
import type { Check, ProvenFacts } from '../domain/step.ts';

/**
 * One of the key's profiles lists the command, its ROLE fits the key's user, and the command is bound to a user where it must be. Where that
 * depends on a profile or on options of a command that are not known, it is not the key's fault.
 */
export const commandAllowed: Check<ProvenFacts> = {
  kind: 'check',
  name: 'command-allowed',
  judge: ({ call, bearer, policy, state }) => {
    const listed = isListed(bearer, call.command, state);
    const bound = isBound({ bearer, name: call.command, isUnscoped: policy.auth.unscopedCommands.has(call.command) }, state);
    if (listed === 'no' || bound === 'no') return { reason: 'command_not_allowed', key: bearer.name, command: call.command };
    return listed === 'yes' && bound === 'yes' ? undefined : { reason: 'state_unavailable' };
  },
};

type Answer = 'yes' | 'no' | 'unknown';

/** The panel checks ROLE when a key is made and never again; here it counts at every call. A profile that is gone allows nothing. */
function isListed({ permissions, isRoot }: Bearer, command: string, state: PanelState): Answer {
  if (permissions.kind === 'everything') return isRoot ? 'yes' : 'no';
  const isAllowed = permissions.names.some((name) => {
    const profile = state.profiles.get(name);
    return profile !== undefined && (profile.role === 'user' || isRoot) && profile.commands.has(command);
  });
  if (isAllowed) return 'yes';
  return permissions.names.some((name) => state.unknown.profiles.has(name)) ? 'unknown' : 'no';
}

interface Binding {
  readonly bearer: Bearer;
  readonly name: string;
  readonly isUnscoped: boolean;
}

/** Keys of ordinary users run commands that name their user; others only where `auth.unscopedCommands` says so. */
function isBound({ bearer, name, isUnscoped }: Binding, { commands, unknown }: PanelState): Answer {
  const command = commands.get(name);
  if (command === undefined) return 'no';
  if (bearer.isRoot) return 'yes';
  if (unknown.commands.has(name)) return 'unknown';
  if (command.reach === 'root') return 'no';
  return command.userArg > 0 || isUnscoped ? 'yes' : 'no';
}
