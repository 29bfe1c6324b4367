import type { Check, ProvenFacts } from '../domain/step.ts';

/** With the API on for the root user only, the right key of another user learns so; a wrong one does not. */
export const apiEnabledForUser: Check<ProvenFacts> = {
  kind: 'check',
  name: 'api-enabled-for-user',
  judge: ({ call: { credential }, bearer, state }) =>
    credential.kind === 'access-key' && state.api.accessKeys === 'root' && !bearer.isRoot
      ? { reason: 'api_disabled_for_user' }
      : undefined,
};
