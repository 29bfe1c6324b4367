import { randomBytes } from 'node:crypto';
import type { Socket } from 'node:net';
import type { Denial } from '../../domain/call/denial.ts';
import { errorText } from '../../domain/text/error-text.ts';
import { refusalAnswer } from '../answer/answer.ts';
import type { Exchange } from '../context/exchange.ts';
import { unreadArrival } from '../request/read-arrival.ts';
import { endConnection, type UnreadSite } from './refuse-unread.ts';
import { tellUnread } from './tell-observers.ts';

export type OwnFault = Extract<Denial, { readonly reason: 'gateway_failed' }>;

/**
 * Tells the log of a failure of the gateway's own, and makes a denial of it.
 *
 * @param known id of the request; undefined: it has none yet
 */
export function ownFault(
  error: unknown,
  { log, newRequestId }: Pick<UnreadSite, 'log' | 'newRequestId'>,
  known?: string,
): OwnFault {
  const requestId = known ?? idFrom(newRequestId);
  const text = error instanceof Error ? (error.stack ?? error.message) : errorText(error);
  log.error('a request failed in the gateway', { requestId, error: text });
  return { reason: 'gateway_failed', requestId };
}

/**
 * Ends a connection over which the gateway itself failed where there is no request to answer. The log and observers are told, and where no answer
 * is owed to an earlier request, the client gets a refusal. Never throws.
 *
 * @param isReadable false: the client speaks TLS, and could not read a refusal in plain text
 */
export function failConnection(
  error: unknown,
  socket: Socket,
  { site, isReadable }: { readonly site: UnreadSite; readonly isReadable: boolean },
): void {
  try {
    const fault = ownFault(error, site);
    const connection = site.connections.of(socket);
    if (isReadable && !connection.isIgnored) return endConnection(fault, socket, site);
    tellUnread(site, unreadArrival(connection, fault.requestId), fault);
    socket.destroy();
  } catch {
    // Nothing works here; the log has been told what it could be told.
    socket.destroy();
  }
}

/** What is left where even the answer to a request has failed: a bare refusal, and the end of the connection. Never throws. */
export function failRequest(
  error: unknown,
  { request, response, connection, isTold }: Pick<Exchange, 'request' | 'response' | 'connection' | 'isTold'>,
  site: UnreadSite,
): void {
  connection.closing = true;
  try {
    const fault = ownFault(error, site);
    if (!isTold) tellUnread(site, unreadArrival(connection, fault.requestId), fault);
    if (response.headersSent) {
      request.socket.destroy();
      return;
    }
    const { status, headers, body } = refusalAnswer(fault, false, { requestId: fault.requestId, limit: undefined });
    response.once('close', () => request.socket.destroySoon());
    response.writeHead(status, [...headers, 'connection', 'close']).end(body, 'latin1');
  } catch {
    // Nothing works here; the log has been told what it could be told.
    request.socket.destroy();
  }
}

/** What makes ids may be what fails. */
function idFrom(newRequestId: () => string): string {
  try {
    return newRequestId();
  } catch {
    return randomBytes(16).toString('hex');
  }
}
