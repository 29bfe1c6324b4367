import { createServer, type IncomingMessage, type Server, type ServerOptions, type ServerResponse } from 'node:http';
import { createServer as createTlsServer, Server as TlsServer } from 'node:https';
import { isIPv6, Socket } from 'node:net';
import type { OwnCertificate } from '../domain/gateway-status.ts';
import type { BodySettings, ListenSettings } from '../domain/settings.ts';
import { type FollowedCertificate, followCertificate } from './own-certificate.ts';
import { endConnection, refuseUnread } from './refuse-unread.ts';
import type { Site } from './site.ts';
import { takeTurn } from './take-turn.ts';

export interface Listener {
  /** Resolves with the URL that it listens on; rejects where the port cannot be had. */
  readonly start: () => Promise<string>;
  /** Takes no new connection, and resolves when the last answer has been given or `graceMs` is over. */
  readonly stop: (graceMs: number) => Promise<void>;
  readonly connectionCount: () => number;
  /** Undefined where it speaks plain text. */
  readonly certificate: () => OwnCertificate | undefined;
}

const headersTimeoutMs = 10_000;
/** What a head that is half there gets to be completed in, when the gateway stops. */
const headPatienceMs = 1000;
/** Beyond `maxConnections` calls are refused; beyond this much more connections are closed at accept. */
const hardLimit = 1.1;

/** One listening socket. Every answer that Node would give by itself comes from the catalogue instead. */
export function createListener(settings: ListenSettings, site: Site): Listener {
  const certificate = settings.tls.kind === 'files' ? followCertificate(settings.tls, site) : undefined;
  const server = serverFor(site.body, certificate);
  // A limit here would hide headers that the parser still obeys.
  server.maxHeadersCount = 0;
  server.maxConnections = Math.ceil(settings.maxConnections * hardLimit);
  server.maxRequestsPerSocket = 0;
  const open = new Set<Socket>();
  const carriers = certificate === undefined ? open : new Set<Socket>();
  const handle = (request: IncomingMessage, response: ServerResponse): void => {
    takeTurn({ request, response, connection: site.connections.of(request.socket) }, site);
  };
  server.on('connection', (socket: Socket) => {
    if (isClosedAtAccept(socket, site)) return socket.destroy();
    open.add(socket);
    return socket.once('close', () => open.delete(socket));
  });
  server.on('secureConnection', (socket: Socket) => {
    // Remembers the peer's address, which is gone once it has left.
    site.connections.of(socket);
    carriers.add(socket);
    socket.once('close', () => carriers.delete(socket));
  });
  server.on('request', handle);
  server.on('checkContinue', handle);
  server.on('checkExpectation', handle);
  server.on('clientError', (error, socket) => {
    if (socket instanceof Socket) refuseUnread(error, socket, site);
  });
  server.on('connect', (_request, socket) => {
    if (socket instanceof Socket) endConnection({ reason: 'request_malformed', status: 400 }, socket, site);
  });
  return {
    start: () => {
      certificate?.follow((options) => server instanceof TlsServer && server.setSecureContext(options));
      return listen(server, settings);
    },
    stop: async (graceMs) => {
      certificate?.stop();
      await close(server, { graceMs, carriers, isIdle: (socket) => site.connections.of(socket).last === undefined });
    },
    connectionCount: () => open.size,
    certificate: () => certificate?.status(),
  };
}

function serverFor(body: BodySettings, certificate: FollowedCertificate | undefined): Server {
  const options: ServerOptions = {
    headersTimeout: headersTimeoutMs,
    // A backstop: the gateway's own timer for bodies answers before it.
    requestTimeout: headersTimeoutMs + Math.max(body.timeoutMs, body.refusedTimeoutMs) + 5000,
    connectionsCheckingInterval: 1000,
    keepAliveTimeout: 15_000,
    maxHeaderSize: 8192,
    // Checked by the gateway, which answers for it.
    requireHostHeader: false,
    insecureHTTPParser: false,
    noDelay: true,
  };
  if (certificate === undefined) return createServer(options);
  return createTlsServer({ ...options, ...certificate.options(), handshakeTimeout: headersTimeoutMs });
}

/** The last rung of the ladder. Addresses that the allowlist names, and trusted proxies, are never closed. */
function isClosedAtAccept(socket: Socket, site: Site): boolean {
  const { peer } = site.connections.of(socket);
  if (peer === undefined || site.ladder.rungOf(peer) !== 'closed') return false;
  return !site.isNamed(peer) && !site.clients.trustedProxies.has(peer);
}

function listen(server: Server, settings: ListenSettings): Promise<string> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen({ host: settings.host, port: settings.port }, () => {
      server.off('error', reject);
      const address = server.address();
      const port = typeof address === 'object' && address !== null ? address.port : settings.port;
      const host = isIPv6(settings.host) ? `[${settings.host}]` : settings.host;
      resolve(`${settings.tls.kind === 'plaintext' ? 'http' : 'https'}://${host}:${port}`);
    });
  });
}

interface Closing {
  readonly graceMs: number;
  /** Connections that carry HTTP. */
  readonly carriers: ReadonlySet<Socket>;
  readonly isIdle: (socket: Socket) => boolean;
}

/** A connection that has not sent a whole head yet is owed nothing: it does not hold up the end. */
function close(server: Server, { graceMs, carriers, isIdle }: Closing): Promise<void> {
  return new Promise((resolve) => {
    const timers = [
      setTimeout(() => server.closeAllConnections(), graceMs),
      setTimeout(() => [...carriers].filter(isIdle).forEach((socket) => socket.destroy()), Math.min(headPatienceMs, graceMs)),
    ];
    server.close(() => {
      timers.forEach(clearTimeout);
      resolve();
    });
    server.closeIdleConnections();
  });
}
