import type { CredentialKind } from '../domain/call/call.ts';
import type { CallFacts, Check } from '../domain/judging/step.ts';
import type { PanelState } from '../domain/panel/panel-state.ts';

/** The panel's switch and `auth` in the configuration, for this kind of credential. */
export const apiEnabled: Check<CallFacts> = {
  kind: 'check',
  name: 'api_disabled',
  judge: ({ base, call: { credential }, state }) =>
    isOnAtPanel(credential.kind, state) && base.snapshot.policy.auth.allowed[credential.kind]
      ? undefined
      : { reason: 'api_disabled' },
  // Access keys replace the deprecated credentials, so they are refused only where the configuration says so.
  panelTakes: ({ call: { credential }, state }) => credential.kind !== 'access-key' && isOnAtPanel(credential.kind, state),
};

function isOnAtPanel(kind: CredentialKind, { api }: PanelState): boolean {
  return kind === 'access-key' ? api.accessKeys !== 'off' : api.deprecated;
}
