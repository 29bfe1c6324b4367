import type { IncomingMessage } from 'node:http';
import type { Arrival } from '../../domain/call/arrival.ts';
import type { Denial } from '../../domain/call/denial.ts';
import type { BodySettings } from '../../domain/policy/settings.ts';
import type { Snapshot } from '../../domain/judging/snapshot.ts';
import { isApiPath } from './api-path.ts';
import { clientOf } from './client-address.ts';
import { addressOfPeer, type Connection, type Peer } from '../context/connection.ts';
import type { Panel } from '../context/panel.ts';
import type { Receiving } from '../context/receiving.ts';
import type { Telling } from '../context/telling.ts';
import { traceOf } from './trace-of.ts';
import { readStrictHeaders, type StrictHeaders } from './strict-headers.ts';

export interface ArrivalReading {
  readonly arrival: Arrival;
  readonly contentLength: number | undefined;
  /** Undefined together with a denial. */
  readonly panel: Panel | undefined;
  /** What the request is judged by, to its end. Undefined together with the panel. */
  readonly snapshot: Snapshot | undefined;
  /** Bounds of its body. */
  readonly body: BodySettings;
  readonly denial: Denial | undefined;
  /** The framing is sound: a body may be read, if only to learn how to refuse. */
  readonly bodyIsReadable: boolean;
}

export function readArrival(
  request: IncomingMessage,
  connection: Connection,
  { rules, newRequestId, clock }: Pick<Receiving & Telling, 'rules' | 'newRequestId' | 'clock'>,
): ArrivalReading {
  const { panelOf, clients: firstClients, body } = rules();
  const headers = readStrictHeaders(request);
  const isSound = !('reason' in headers);
  const panel = isSound ? panelOf(headers.host) : undefined;
  const snapshot = panel?.snapshot();
  const clients = snapshot?.policy.clients ?? firstClients();
  const client = clientOf(connection.peer, isSound ? headers.all(clients.header) : [], clients);
  const arrival: Arrival = {
    requestId: newRequestId(),
    receivedMs: clock.wallMs(),
    address: client.address,
    proxy: client.proxy,
    method: request.method ?? '',
    pathIsApi: isApiPath(request.url ?? ''),
    contentType: isSound ? headers.contentType : undefined,
    expectsContinue: isSound && headers.expectsContinue,
    // Any value counts, also an invalid one (RFC 8470, 5.1). A client behind a trusted proxy that sets it itself only gets its own calls refused;
    // without a trusted proxy the header is ignored.
    isEarly: isSound && client.isSpokenFor && headers.all('early-data').length > 0,
    trace: isSound && client.isSpokenFor ? traceOf(headers.all('traceparent')) : undefined,
  };
  return {
    arrival,
    contentLength: isSound ? headers.contentLength : undefined,
    panel,
    snapshot,
    body,
    denial: denialOf(headers, panel),
    bodyIsReadable: isSound,
  };
}

function denialOf(headers: StrictHeaders | Denial, panel: Panel | undefined): Denial | undefined {
  if ('reason' in headers) return headers;
  return panel === undefined ? { reason: 'host_unknown' } : undefined;
}

/** What is known of a request that could not be read at all. */
export function unreadArrival({ peer }: Connection, requestId: string): Arrival {
  return {
    requestId,
    receivedMs: 0,
    address: addressOfPeer(peer),
    proxy: proxyOfPeer(peer),
    method: '',
    pathIsApi: false,
    contentType: undefined,
    expectsContinue: false,
    isEarly: false,
    trace: undefined,
  };
}

/** A direct peer may be a trusted proxy of some panel; which panel was meant is not known. */
function proxyOfPeer(peer: Peer): Arrival['proxy'] {
  switch (peer.kind) {
    case 'direct':
      return undefined;
    case 'announced':
      return peer.by;
    case 'unix':
      return peer;
  }
}
