import { createServer, type Server } from 'node:http';
import type { Socket } from 'node:net';
import type { AccessCheck } from './access/access-check.ts';
import type { TokenCheck } from './access/token-check.ts';
import { AdminPlaces } from './admin-places.ts';
import { respond, type Responder } from './respond.ts';

export interface DoorAccess {
  readonly admit: AccessCheck;
  readonly tokenOf: TokenCheck;
}

const timeoutMs = 5000;
const graceMs = 1000;

/**
 * A way into the second listener, which is not open yet.
 *
 * @param access by what is in force
 * @param keepsPlaces for connections that bring a token: everybody may come
 */
export function adminDoor(access: () => DoorAccess, keepsPlaces: boolean, responder: Omit<Responder, 'admit'>): Server {
  const server = createServer({
    headersTimeout: timeoutMs,
    requestTimeout: timeoutMs,
    connectionsCheckingInterval: 1000,
    keepAliveTimeout: timeoutMs,
    maxHeaderSize: 8192,
    // The admission asks for one where it matters.
    requireHostHeader: false,
  });
  server.maxRequestsPerSocket = 1000;
  const places = new AdminPlaces(keepsPlaces ? (request) => access().tokenOf(request) !== undefined : undefined);
  server.prependListener('connection', (socket: Socket) => places.enter(socket));
  server.on('request', (request, response) => {
    if (!places.begin(request)) return;
    response.once('close', () => places.end(request));
    void respond(request, response, { ...responder, admit: access().admit });
  });
  return server;
}

/** Resolves soon: answers in flight have one second. */
export function closeDoor(server: Server): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => server.closeAllConnections(), graceMs);
    // Called with an error where it never listened: then it is closed, too.
    server.close(() => {
      clearTimeout(timer);
      resolve();
    });
    server.closeIdleConnections();
  });
}
