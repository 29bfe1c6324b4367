import type { Socket } from 'node:net';
import type { Denial } from '../../domain/call/denial.ts';
import { errorText } from '../../domain/text/error-text.ts';
import { answerBytes, refusalAnswer } from '../answer/answer.ts';
import { ignoreRest } from '../answer/ignore-rest.ts';
import { wantsExitCode } from '../answer/wants-exit-code.ts';
import { linger } from '../answer/linger.ts';
import { unreadArrival } from '../request/read-arrival.ts';
import type { Listening } from '../context/listening.ts';
import type { Receiving } from '../context/receiving.ts';
import type { Telling } from '../context/telling.ts';
import { tellUnread } from './tell-observers.ts';

/** What is needed where there is no request. */
export type UnreadSite = Telling & Pick<Listening, 'connections'> & Pick<Receiving, 'dialects' | 'newRequestId'>;

const requestTimeout = 'ERR_HTTP_REQUEST_TIMEOUT';

/** An error of Node's parser or its timers, or of the connection itself: a reset, or TLS that is broken. */
export interface ClientError extends Error {
  readonly code?: string;
}

/**
 * Answers what Node's parser gave up on, from the catalogue instead of with Node's own empty answers. Behind every other error nothing can be
 * written: the connection is closed at once, and with it ends whatever waits to be written.
 */
export function refuseUnread(error: ClientError, socket: Socket, site: UnreadSite): void {
  if (!isOfParser(error) || !socket.writable) {
    socket.destroy();
    return;
  }
  endConnection(denialOf(error), socket, site);
}

function isOfParser({ code = '' }: ClientError): boolean {
  return code.startsWith('HPE_') || code === requestTimeout;
}

/** Ends a connection on which nothing more can be read, once, with a refusal where no answer is owed to an earlier request. */
export function endConnection(denial: Denial, socket: Socket, site: UnreadSite): void {
  const connection = site.connections.of(socket);
  if (!ignoreRest(connection, socket)) return;
  const { last } = connection;
  if (last === undefined) {
    refuseOnSocket(denial, socket, site).catch((error: unknown) => {
      site.log.error('a refusal could not be written', { error: errorText(error) });
      socket.destroy();
    });
    return;
  }
  // What came after a whole request is never read as another one; the answer that is owed is given first.
  last.response.once('close', () => socket.destroySoon());
  if (last.request.complete) return;
  // The request whose body this was is answered as any other.
  connection.broken = denial;
  connection.interrupt?.(denial);
}

/** Writes a refusal where there is no response to write it with, and ends the connection. */
async function refuseOnSocket(denial: Denial, socket: Socket, site: UnreadSite): Promise<void> {
  const connection = site.connections.of(socket);
  connection.closing = true;
  const arrival = unreadArrival(connection, denial.reason === 'gateway_failed' ? denial.requestId : site.newRequestId());
  tellUnread(site, arrival, denial);
  const returncode = wantsExitCode(arrival, site);
  socket.end(answerBytes(refusalAnswer(denial, returncode, { requestId: arrival.requestId, limit: undefined })));
  await linger(socket, socket);
  socket.destroy();
}

function denialOf(error: ClientError): Denial {
  if (error.code === requestTimeout) return { reason: 'body_too_slow' };
  return { reason: 'request_malformed', status: error.code === 'HPE_HEADER_OVERFLOW' ? 431 : 400 };
}
