import { type Caller, isRootUser } from '../domain/panel/caller.ts';
import type { PanelState } from '../domain/panel/panel-state.ts';
import type { Check, ProvenFacts } from '../domain/judging/step.ts';

/**
 * One of the key's profiles lists the command, its ROLE fits the key's user, and the command is bound to a user where it must be. Where that
 * depends on a root user, a profile or options of a command that are not known, the answer is `state_unavailable`.
 */
export const commandAllowed: Check<ProvenFacts> = {
  kind: 'check',
  name: 'command_not_allowed',
  judge: ({ base, call, caller, state }) => {
    const { unscopedCommands } = base.snapshot.policy.auth;
    const listed = isListed(caller, call.command, state);
    const bound = isBound({ caller, name: call.command, isUnscoped: unscopedCommands.has(call.command) }, state);
    if (listed === 'no' || bound === 'no') return { reason: 'command_not_allowed', key: caller.name, command: call.command };
    return listed === 'yes' && bound === 'yes' ? undefined : { reason: 'state_unavailable' };
  },
  // The panel asks for no user argument.
  panelTakes: ({ call, caller, state }) =>
    isListed(caller, call.command, state) === 'yes' && isBound({ caller, name: call.command, isUnscoped: true }, state) === 'yes',
};

type Answer = 'yes' | 'no' | 'unknown';

/** The panel checks ROLE when a key is made and never again; here it counts at every call. A profile that is gone allows nothing. */
function isListed(caller: Caller, command: string, state: PanelState): Answer {
  const isRoot = isRootUser(caller, state);
  if (caller.permissions.kind === 'everything') return isRoot;
  let found: Answer = 'no';
  for (const name of caller.permissions.names) {
    const answer = isListedIn(name, command, { state, isRoot });
    if (answer === 'yes') return 'yes';
    if (answer === 'unknown') found = 'unknown';
  }
  return found;
}

interface Listing {
  readonly state: PanelState;
  readonly isRoot: Answer;
}

function isListedIn(name: string, command: string, { state, isRoot }: Listing): Answer {
  const profile = state.profiles.get(name);
  if (profile === undefined) return state.unknown.profiles.has(name) ? 'unknown' : 'no';
  if (!profile.commands.has(command)) return 'no';
  return profile.role === 'user' ? 'yes' : isRoot;
}

interface Binding {
  readonly caller: Caller;
  readonly name: string;
  readonly isUnscoped: boolean;
}

/** Keys of ordinary users run commands that name their user; others only where `auth.unscopedCommands` says so. */
function isBound({ caller, name, isUnscoped }: Binding, state: PanelState): Answer {
  const command = state.commands.get(name);
  if (command === undefined) return 'no';
  const isRoot = isRootUser(caller, state);
  if (isRoot === 'yes') return 'yes';
  if (state.unknown.commands.has(name)) return 'unknown';
  // What a key of an ordinary user may not run may still be permitted to a key of the root user.
  if (command.reach === 'root') return isRoot;
  return command.userArg > 0 || isUnscoped ? 'yes' : isRoot;
}
