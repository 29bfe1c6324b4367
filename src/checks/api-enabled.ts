import type { CallFacts, Check } from '../domain/judging/step.ts';

/** The panel's switch and `auth` in the configuration, for this kind of credential. */
export const apiEnabled: Check<CallFacts> = {
  kind: 'check',
  name: 'api_disabled',
  judge: ({ base, call: { credential }, state }) => {
    const onAtPanel = credential.kind === 'access-key' ? state.api.accessKeys !== 'off' : state.api.deprecated;
    return onAtPanel && base.snapshot.policy.auth.allowed[credential.kind] ? undefined : { reason: 'api_disabled' };
  },
};
