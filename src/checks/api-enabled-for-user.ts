import { isRootUser } from '../domain/panel/caller.ts';
import type { Check, ProvenFacts } from '../domain/judging/step.ts';

/** Where the API is on for the root user only, the holder of another user's right key is told so; a wrong key is not. */
export const apiEnabledForUser: Check<ProvenFacts> = {
  kind: 'check',
  name: 'api_disabled_for_user',
  judge: ({ call: { credential }, caller, state }) => {
    if (credential.kind !== 'access-key' || state.api.accessKeys !== 'root') return undefined;
    const isRoot = isRootUser(caller, state);
    if (isRoot === 'yes') return undefined;
    return { reason: isRoot === 'no' ? 'api_disabled_for_user' : 'state_unavailable' };
  },
};
