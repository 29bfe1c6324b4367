import type { Arrival } from '../../domain/call/arrival.ts';
import type { Call } from '../../domain/call/call.ts';
import type { ReportableReason } from '../../domain/call/denials.ts';
import type { ObservedRequest } from '../../domain/gateway/observer.ts';
import type { PanelState } from '../../domain/panel/panel-state.ts';

/** What observers are told of a request. A key's id is told only where the panel has that key: anything else is text of the client. */
export function subjectOf(known: {
  readonly panel: string | undefined;
  readonly arrival: Arrival;
  readonly call?: Call | undefined;
  readonly state?: PanelState | undefined;
  readonly wouldRefuse?: readonly ReportableReason[] | undefined;
}): ObservedRequest {
  const { panel, arrival, call, state, wouldRefuse } = known;
  const key = call?.credential.kind === 'access-key' ? state?.accessKeys.get(call.credential.id) : undefined;
  return { panel, arrival, call, keyId: key?.id, user: key?.user, knownUsers: state?.users, wouldRefuse };
}
