import type { IncomingMessage } from 'node:http';
import type { Arrival } from '../../domain/call/arrival.ts';
import type { Denial } from '../../domain/call/denial.ts';
import type { ClientPolicy } from '../../domain/policy/policy.ts';
import type { BodySettings } from '../../domain/policy/settings.ts';
import type { Snapshot } from '../../domain/judging/snapshot.ts';
import { isTrustedProxy } from '../../domain/policy/is-trusted-proxy.ts';
import { isApiPath } from './api-path.ts';
import { type Client, clientOf } from './client-address.ts';
import type { Connection } from '../context/connection.ts';
import type { Panel } from '../context/panel.ts';
import type { Receiving } from '../context/receiving.ts';
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
  { rules, newRequestId }: Pick<Receiving, 'rules' | 'newRequestId'>,
): ArrivalReading {
  const { panelOf, clients: firstClients, body } = rules();
  const headers = readStrictHeaders(request);
  const isSound = !('reason' in headers);
  const panel = isSound ? panelOf(headers.host) : undefined;
  const snapshot = panel?.snapshot();
  const clients = snapshot?.policy.clients ?? firstClients();
  const client = clientOn(connection, isSound ? headers.all(clients.header) : [], clients);
  const arrival: Arrival = {
    requestId: newRequestId(),
    address: client.address,
    proxy: client.proxy,
    method: request.method ?? '',
    pathIsApi: isApiPath(request.url ?? ''),
    contentType: isSound ? headers.contentType : undefined,
    expectsContinue: isSound && headers.expectsContinue,
    // Any value counts, also an invalid one (RFC 8470, 5.1). A client behind a trusted proxy that sets it itself only gets its own calls refused;
    // without a trusted proxy the header is ignored.
    isEarly: isSound && client.isSpokenFor && headers.all('early-data').length > 0,
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
export function unreadArrival(connection: Connection, requestId: string): Arrival {
  return {
    requestId,
    address: connection.peer.address,
    proxy: connection.peer.announcedBy,
    method: '',
    pathIsApi: false,
    contentType: undefined,
    expectsContinue: false,
    isEarly: false,
  };
}

/** `isSpokenFor`: a trusted proxy told who asks, by a header or by the PROXY protocol. */
type ClientOnConnection = Client & { readonly isSpokenFor: boolean };

/** An address that the PROXY protocol announced counts as the peer; the real peer is the proxy. */
function clientOn(
  { peer: { address, announcedBy } }: Connection,
  headerValues: readonly string[],
  clients: ClientPolicy,
): ClientOnConnection {
  // On a connection of the proxy's own no header is believed: its bytes may come from a client whose address the proxy does not know.
  if (announcedBy !== undefined && announcedBy.sortable === address?.sortable)
    return { address, proxy: announcedBy, isSpokenFor: false };
  // The listener accepts PROXY headers from the trusted proxies of any panel; this panel may not trust this one.
  if (announcedBy !== undefined && !isTrustedProxy(announcedBy, clients))
    return { address: undefined, proxy: announcedBy, isSpokenFor: false };
  const client = clientOf(address, headerValues, clients);
  const proxy = announcedBy ?? client.proxy;
  return { address: client.address, proxy, isSpokenFor: proxy !== undefined };
}
