import type { Check, PanelFacts } from '../domain/step.ts';

/** The panel's switch and `auth` in the configuration, for this kind of credential. */
export const apiEnabled: Check<PanelFacts> = {
  kind: 'check',
  name: 'api-enabled',
  judge: ({ call: { credential }, policy, state }) => {
    const onAtPanel = credential.kind === 'access-key' ? state.api.accessKeys !== 'off' : state.api.deprecated;
    return onAtPanel && policy.auth.allowed[credential.kind] ? undefined : { reason: 'api_disabled' };
  },
};
