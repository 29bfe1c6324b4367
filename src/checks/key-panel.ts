import type { KeyCheck } from '../domain/judging/step.ts';

/** `panels` of the key's policy: it is used at this panel. */
export const keyPanel: KeyCheck = {
  kind: 'key-check',
  name: 'key_panel',
  judge: (_facts, { isHere, source }) => (isHere ? undefined : { reason: 'key_panel', policy: source }),
};
