import type { KeyCheck } from '../domain/judging/step.ts';

/**
 * `users` of the key's policy: whom a call may name as its user. What names none is a matter of `allow`; a command that names one and reaches the
 * things of another is none for such a key.
 */
export const keyUser: KeyCheck = {
  kind: 'key-check',
  name: 'key_user',
  judge: ({ call: { command, args }, caller, state }, { users, source }) => {
    if (users === undefined) return undefined;
    if (state.unknown.commands.has(command)) return { reason: 'state_unavailable' };
    const { userArg = 0, reach } = state.commands.get(command) ?? {};
    if (userArg === 0 || (reach !== 'root' && users.has(args[userArg - 1] ?? ''))) return undefined;
    return { reason: 'key_user', key: caller.name, command, policy: source };
  },
};
