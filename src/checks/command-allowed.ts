import type { Bearer } from '../domain/bearer.ts';
import type { Command, PanelState } from '../domain/panel-state.ts';
import type { Check, ProvenFacts } from '../domain/step.ts';

/** One of the key's profiles lists the command, its ROLE fits the key's user, and the command is bound to a user where it must be. */
export const commandAllowed: Check<ProvenFacts> = {
  kind: 'check',
  name: 'command-allowed',
  judge: ({ call, bearer, policy, state }) => {
    const command = state.commands.get(call.command);
    const bound = command !== undefined && isBound(bearer, command, policy.auth.unscopedCommands.has(call.command));
    if (bound && isListed(bearer, call.command, state)) return undefined;
    return { reason: 'command_not_allowed', key: bearer.name, command: call.command };
  },
};

/** The panel checks ROLE when a key is made and never again; here it counts at every call. A profile that is gone allows nothing. */
function isListed(bearer: Bearer, command: string, state: PanelState): boolean {
  if (bearer.permissions.kind === 'everything') return bearer.isRoot;
  return bearer.permissions.names.some((name) => {
    const profile = state.profiles.get(name);
    return profile !== undefined && (profile.role === 'user' || bearer.isRoot) && profile.commands.has(command);
  });
}

/** Keys of ordinary users run commands that name their user; others only where `auth.unscopedCommands` says so. */
function isBound(bearer: Bearer, command: Command, unscoped: boolean): boolean {
  if (bearer.isRoot) return true;
  if (command.reach === 'root') return false;
  return command.userArg > 0 || unscoped;
}
