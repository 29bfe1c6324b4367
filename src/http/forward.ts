import type { ServerResponse } from 'node:http';
import type { Arrival } from '../domain/arrival.ts';
import type { Call } from '../domain/call.ts';
import type { PanelOutcome } from '../domain/panel-client.ts';
import type { PanelState } from '../domain/panel-state.ts';
import type { Panel, Site } from './site.ts';
import { tellSending } from './tell-observers.ts';

export interface Permitted {
  readonly site: Site;
  readonly panel: Panel;
  readonly arrival: Arrival;
  readonly call: Call;
  /** The state that the call was judged by. */
  readonly state: PanelState;
}

/** Hands a permitted call to the panel. A client that leaves while its call waits for a place takes the call with it; later it does not. */
export async function forward(
  { response }: { readonly response: ServerResponse },
  { site, panel, arrival, call, state }: Permitted,
): Promise<PanelOutcome> {
  if (arrival.address === undefined) return { kind: 'denial', denial: { reason: 'address_unknown' } };
  const left = new AbortController();
  const leave = (): void => left.abort();
  response.once('close', leave);
  const outcome = await panel.client.send({
    call,
    requestId: arrival.requestId,
    address: arrival.address,
    rootUser: state.rootUser,
    clientLeft: left.signal,
    sending: () => tellSending(site, arrival, call),
  });
  response.off('close', leave);
  return outcome;
}
