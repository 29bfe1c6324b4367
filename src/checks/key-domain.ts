import type { KeyCheck } from '../domain/judging/step.ts';

/** `domains` of the key's policy: which domains a call may name. What names none is a matter of `allow`. */
export const keyDomain: KeyCheck = {
  kind: 'key-check',
  name: 'argument_refused',
  judge: ({ base, call: { command, args }, caller }, { domains, source }) => {
    if (domains === undefined) return undefined;
    const domainArg = base.snapshot.commandTable.get(command)?.domainArg ?? 0;
    if (domainArg === 0 || domains.has((args[domainArg - 1] ?? '').toLowerCase())) return undefined;
    return { reason: 'argument_refused', key: caller.name, command, policy: source };
  },
};
