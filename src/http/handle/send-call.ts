import type { Call } from '../../domain/call/call.ts';
import { errorText } from '../../domain/text/error-text.ts';
import type { Reservation, ReservedResult } from '../../domain/ledger/ledger.ts';
import { after } from '../../domain/maybe-promise.ts';
import type { ObservedRequest, Timings } from '../../domain/gateway/observer.ts';
import type { ClientPresence, PanelOutcome } from '../../domain/gateway/panel-client.ts';
import type { Permitted } from '../../domain/judging/verdict.ts';
import { reservedResult } from './reserved-result.ts';
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

/**
 * Hands a permitted call to the panel, and takes note of what it says to a credential that only it can judge. A client that leaves while its
 * call waits for a place takes the call with it; later it does not.
 */
export function sendCall(client: ClientPresence, sending: Sending): Promise<Sent> {
  const { reservation } = sending;
  return reservation === undefined ? send(client, sending) : sendReserved(client, sending, reservation);
}

async function sendReserved(client: ClientPresence, sending: Sending, reservation: Reservation): Promise<Sent> {
  const { site, call, subject } = sending;
  let result: ReservedResult = 'unknown';
  try {
    const sent = await send(client, sending);
    result = reservedResult(call, sent.outcome);
    return sent;
  } finally {
    conclude(reservation, result, (error) =>
      site.log.error('a login could not be counted', { requestId: subject.arrival.requestId, error: errorText(error) }),
    );
  }
}

async function send(client: ClientPresence, { site, panel, subject, call, permitted, reservation }: Sending): Promise<Sent> {
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
    isFromKnown: reservation?.isFromKnown ?? false,
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

/** Never throws. */
function conclude(reservation: Reservation, result: ReservedResult, tell: (error: unknown) => void): void {
  try {
    const counting = reservation.conclude(result);
    if (counting instanceof Promise) counting.catch(tell);
  } catch (error) {
    tell(error);
  }
}
