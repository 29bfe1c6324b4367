import type { KeyCheck } from '../domain/judging/step.ts';

/** `users` of the key's policy: whom a call may name as its user. What names none is a matter of `allow`. */
export const keyUser: KeyCheck = {
  kind: 'key-check',
  name: 'key_user',
  judge: ({ call: { command, args }, caller, state }, { users, source }) => {
    if (users === undefined) return undefined;
    if (state.unknown.commands.has(command)) return { reason: 'state_unavailable' };
    const userArg = state.commands.get(command)?.userArg ?? 0;
    if (userArg === 0 || users.has(args[userArg - 1] ?? '')) return undefined;
    return { reason: 'key_user', key: caller.name, command, policy: source };
  },
};
