import type { KeyCheck } from '../domain/judging/step.ts';

/** `allow` and `deny` of the key's policy: the commands that it may run. */
export const keyCommand: KeyCheck = {
  kind: 'key-check',
  name: 'key_command',
  judge: ({ call: { command }, caller, state }, { allow, deny, source }) => {
    const isAllowed = allow?.has(command, state) ?? 'yes';
    const isDenied = deny?.has(command, state) ?? 'no';
    if (isAllowed === 'no' || isDenied === 'yes') return { reason: 'key_command', key: caller.name, command, policy: source };
    return isAllowed === 'unknown' || isDenied === 'unknown' ? { reason: 'state_unavailable' } : undefined;
  },
};
