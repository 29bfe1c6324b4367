import type { CredentialKind } from '../domain/call/call.ts';
import type { UntakenDetail } from '../domain/call/denial.ts';
import type { ArrivalFacts, CallFacts, Check } from '../domain/judging/step.ts';
import type { PanelState } from '../domain/panel/panel-state.ts';

/** The panel's switch and `auth` in the configuration, for this kind of credential. */
export const apiEnabled: Check<CallFacts> = {
  kind: 'check',
  name: 'api_disabled',
  judge: ({ base, call: { credential }, state }) => {
    const { kind } = credential;
    if (!isOnAtPanel(kind, state) || !base.snapshot.policy.auth.allowed[kind]) return { reason: 'api_disabled' };
    const detail = unmetTerm(kind, base);
    return detail === undefined ? undefined : { reason: 'api_disabled', detail };
  },
  // Access keys replace the deprecated credentials, so they are refused only where the configuration says so.
  panelTakes: ({ call: { credential }, state }) => credential.kind !== 'access-key' && isOnAtPanel(credential.kind, state),
};

/** Which of the terms of a kind that is allowed are not met; undefined: there are none, or they are. */
function unmetTerm(kind: CredentialKind, { address, arrival, snapshot }: ArrivalFacts): UntakenDetail | undefined {
  const terms = snapshot.policy.auth.terms.get(kind);
  if (terms === undefined) return undefined;
  if (terms.untilMs !== undefined && arrival.receivedMs >= terms.untilMs) return 'ended';
  return terms.from?.has(address) === false ? 'address' : undefined;
}

function isOnAtPanel(kind: CredentialKind, { api }: PanelState): boolean {
  return kind === 'access-key' ? api.accessKeys !== 'off' : api.deprecated;
}
