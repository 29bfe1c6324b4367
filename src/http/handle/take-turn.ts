import type { ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { Exchange } from '../context/exchange.ts';
import { failRequest } from './own-fault.ts';
import { handleRequest } from './handle-request.ts';
import { ignoreRest } from '../answer/ignore-rest.ts';
import type { Site } from '../context/site.ts';

/** Requests that may wait behind one that is being answered; clients of this API send none before they have their answer. */
const maxWaiting = 16;

/**
 * Judges the requests of a connection one after the other, in the order in which they came. Node's parser hands out every request that
 * stands in one packet at once: what stands behind a request that ends its connection must not be judged before that is known.
 */
export function takeTurn(exchange: Exchange, site: Site): void {
  const { connection, request, response } = exchange;
  if (connection.closing || connection.waiting >= maxWaiting) {
    connection.closing = true;
    ignoreRest(connection, request.socket);
    return;
  }
  connection.last = { request, response };
  connection.place?.begin();
  connection.waiting += 1;
  connection.turn = handleAfter(connection.turn, exchange, site);
}

/** Never rejects: the next request of the connection waits for it. */
async function handleAfter(turn: Promise<void>, exchange: Exchange, site: Site): Promise<void> {
  await turn;
  try {
    await handleNow(exchange, site);
  } catch (error) {
    failRequest(error, exchange, site);
  }
}

async function handleNow(exchange: Exchange, site: Site): Promise<void> {
  const { connection, request, response } = exchange;
  connection.waiting -= 1;
  // A client that has left takes its calls with it: none of them has been sent.
  if (!connection.closing && !request.socket.destroyed) {
    connection.answered = response;
    await handleRequest(exchange, site);
  }
  if (connection.last?.request !== request) return;
  connection.last = undefined;
  connection.place?.rest();
  // Where that was decided after the head of its last answer had gone out, Node keeps the connection.
  if (connection.closing || site.isStopping()) endBehind(connection.answered, request.socket);
}

/** Ends a connection when its last answer has been written. */
function endBehind(answered: ServerResponse | undefined, socket: Socket): void {
  if (answered === undefined || answered.destroyed) socket.destroySoon();
  else answered.once('close', () => socket.destroySoon());
}
