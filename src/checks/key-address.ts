import type { KeyCheck } from '../domain/judging/step.ts';

/** `from` of the key's policy: the addresses from which it is used. */
export const keyAddress: KeyCheck = {
  kind: 'key-check',
  name: 'key_address',
  judge: ({ base: { address } }, { from, source }) =>
    from === undefined || from.has(address) ? undefined : { reason: 'key_address', policy: source },
};
