import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerOptions, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { isIPv6, Socket } from 'node:net';
import type { OwnCertificate } from '../domain/gateway-status.ts';
import type { BodySettings, ListenSettings } from '../domain/settings.ts';
import { refusalAnswer } from './answer.ts';
import { handleRequest } from './handle-request.ts';
import { unreadArrival } from './read-arrival.ts';
import { refuseOnSocket, refuseUnread } from './refuse-unread.ts';
import type { Site } from './site.ts';
import { tellUnread } from './tell-observers.ts';
import { writeAnswer } from './write-answer.ts';

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
/** Beyond `maxConnections` calls are refused; beyond this much more connections are closed at accept. */
const hardLimit = 1.1;

/** One listening socket. Every answer that Node would give by itself comes from the catalogue instead. */
export function createListener(settings: ListenSettings, site: Site): Listener {
  const server = serverFor(settings, site.body);
  const certificate = certificateOf(settings);
  // A limit here would hide headers that the parser still obeys.
  server.maxHeadersCount = 0;
  server.maxConnections = Math.ceil(settings.maxConnections * hardLimit);
  server.maxRequestsPerSocket = 0;
  const open = new Set<Socket>();
  const handle = (request: IncomingMessage, response: ServerResponse): void => {
    void handleRequest({ request, response, connection: site.connections.of(request.socket) }, site);
  };
  server.on('connection', (socket: Socket) => {
    if (isClosedAtAccept(socket, site)) return socket.destroy();
    open.add(socket);
    return socket.once('close', () => open.delete(socket));
  });
  server.on('request', handle);
  server.on('checkContinue', handle);
  server.on(
    'checkExpectation',
    (request: IncomingMessage, response: ServerResponse) => void refuseExpectation(request, response, site),
  );
  server.on('clientError', (error, socket) => {
    if (socket instanceof Socket) refuseUnread(error, socket, site);
  });
  server.on('connect', (_request, socket) => {
    if (socket instanceof Socket) void refuseOnSocket({ reason: 'request_malformed', status: 400 }, socket, site);
  });
  return {
    start: () => listen(server, settings),
    stop: (graceMs) => close(server, graceMs),
    connectionCount: () => open.size,
    certificate: () => certificate,
  };
}

function serverFor(settings: ListenSettings, body: BodySettings): Server {
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
  if (settings.tls.kind === 'plaintext') return createServer(options);
  const { certFile, keyFile, minVersion } = settings.tls;
  return createTlsServer({ ...options, cert: readFileSync(certFile), key: readFileSync(keyFile), minVersion });
}

function certificateOf({ tls }: ListenSettings): OwnCertificate | undefined {
  if (tls.kind === 'plaintext') return undefined;
  return { file: tls.certFile, expiresAtMs: Date.parse(new X509Certificate(readFileSync(tls.certFile)).validTo) };
}

/** The last rung of the ladder. Addresses that the allowlist names, and trusted proxies, are never closed. */
function isClosedAtAccept(socket: Socket, site: Site): boolean {
  const { peer } = site.connections.of(socket);
  if (peer === undefined || site.ladder.rungOf(peer) !== 'closed') return false;
  return !site.isNamed(peer) && !site.clients.trustedProxies.has(peer);
}

async function refuseExpectation(request: IncomingMessage, response: ServerResponse, site: Site): Promise<void> {
  const arrival = unreadArrival(site.connections.of(request.socket));
  const denial = { reason: 'request_malformed', status: 417 } as const;
  tellUnread(site, arrival, denial);
  await writeAnswer(request, response, { ...refusalAnswer(denial, false, arrival.requestId), close: true });
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

function close(server: Server, graceMs: number): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => server.closeAllConnections(), graceMs);
    server.close(() => {
      clearTimeout(timer);
      resolve();
    });
    server.closeIdleConnections();
  });
}
