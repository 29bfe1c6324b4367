import type { Call } from '../../domain/call/call.ts';
import type { Reservation } from '../../domain/ledger/ledger.ts';
import { after } from '../../domain/maybe-promise.ts';
import type { ObservedRequest, Timings } from '../../domain/gateway/observer.ts';
import type { ClientPresence, PanelOutcome } from '../../domain/gateway/panel-client.ts';
import type { Permitted } from '../../domain/judging/verdict.ts';
import type { Panel } from '../context/panel.ts';
import type { Telling } from '../context/telling.ts';
import { tellSending } from './tell-observers.ts';

export interface Sending {
  readonly site: Telling;
  readonly panel: Panel;
  readonly subject: ObservedRequest;
  readonly call: Call;
  readonly permitted: Permitted;
  /** Of a credential that only the panel can judge. */
  readonly reservation: Reservation | undefined;
}

export interface Sent {
  readonly outcome: PanelOutcome;
  readonly timings: Omit<Timings, 'totalMs'>;
}

/** Hands a permitted call to the panel. A client that leaves while its call waits for a place takes the call with it; later it does not. */
export async function sendCall(
  client: ClientPresence,
  { site, panel, subject, call, permitted, reservation }: Sending,
): Promise<Sent> {
  const { caller, state, address } = permitted;
  const askedAtMs = site.clock.monotonicMs();
  let sentAtMs: number | undefined;
  const outcome = await panel.client.send({
    call,
    caller: caller.name,
    requestId: subject.arrival.requestId,
    address,
    rootUser: state.rootUser,
    user: subject.user,
    stateReadAtMs: state.readAtMs,
    reservation,
    client,
    sending: () =>
      after(tellSending(site, subject), () => {
        sentAtMs = site.clock.monotonicMs();
      }),
  });
  const nowMs = site.clock.monotonicMs();
  const panelMs = sentAtMs === undefined ? undefined : nowMs - sentAtMs;
  return { outcome, timings: { queueMs: (sentAtMs ?? nowMs) - askedAtMs, panelMs } };
}
