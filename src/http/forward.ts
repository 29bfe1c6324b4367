import type { Bearer } from '../domain/bearer.ts';
import type { Call } from '../domain/call.ts';
import { after } from '../domain/maybe-promise.ts';
import type { Subject, Timings } from '../domain/observer.ts';
import type { ClientPresence, PanelOutcome } from '../domain/panel-client.ts';
import type { PanelState } from '../domain/panel-state.ts';
import type { Panel, Site } from './site.ts';
import { tellSending } from './tell-observers.ts';

export interface Permitted {
  readonly site: Site;
  readonly panel: Panel;
  readonly subject: Subject;
  readonly call: Call;
  readonly bearer: Bearer;
  /** The state that the call was judged by. */
  readonly state: PanelState;
  /** With a password: one was right from this address lately. */
  readonly isFromKnown: boolean;
}

export interface Forwarded {
  readonly outcome: PanelOutcome;
  readonly timings: Omit<Timings, 'totalMs'>;
}

/** Hands a permitted call to the panel. A client that leaves while its call waits for a place takes the call with it; later it does not. */
export async function forward(
  client: ClientPresence,
  { site, panel, subject, call, bearer, state, isFromKnown }: Permitted,
): Promise<Forwarded> {
  const { address, requestId } = subject.arrival;
  const askedAtMs = site.clock.monotonicMs();
  let sentAtMs: number | undefined;
  const timings = (): Forwarded['timings'] => {
    const nowMs = site.clock.monotonicMs();
    return { queueMs: (sentAtMs ?? nowMs) - askedAtMs, panelMs: sentAtMs === undefined ? undefined : nowMs - sentAtMs };
  };
  if (address === undefined) return { outcome: { kind: 'denial', denial: { reason: 'address_unknown' } }, timings: timings() };
  const outcome = await panel.client.send({
    call,
    bearer: bearer.name,
    requestId,
    address,
    rootUser: state.rootUser,
    user: subject.user,
    stateReadAtMs: state.readAtMs,
    isFromKnown,
    client,
    sending: () =>
      after(tellSending(site, subject), () => {
        sentAtMs = site.clock.monotonicMs();
      }),
  });
  return { outcome, timings: timings() };
}
