import { createServer, type IncomingMessage, type Server, type ServerOptions, type ServerResponse } from 'node:http';
import { createServer as createTlsServer, Server as TlsServer } from 'node:https';
import { Socket } from 'node:net';
import type { SecureContextOptions } from 'node:tls';
import { isDeepStrictEqual } from 'node:util';
import { unixPeer } from '../../domain/call/unix-peer.ts';
import type { OwnCertificate } from '../../domain/gateway/gateway-status.ts';
import type { BodySettings, ListenAt, ListenSettings } from '../../domain/policy/settings.ts';
import type { Prepared } from '../../domain/prepared.ts';
import { createAcceptance } from './acceptance.ts';
import { closeServer } from './close-server.ts';
import { ConnectedClient } from './connected-client.ts';
import { ConnectionPlaces, reserveFactor } from '../context/connection-places.ts';
import { directPeer, type Peer } from '../context/connection.ts';
import { listenOn } from './listen-on.ts';
import { followCertificates, type OwnCertificates } from '../tls/own-certificates.ts';
import { failConnection, failRequest } from '../handle/own-fault.ts';
import { createProxyFront } from './proxy-front.ts';
import { endConnection, refuseUnread } from '../handle/refuse-unread.ts';
import type { Site } from '../context/site.ts';
import { takeTurn } from '../handle/take-turn.ts';
import { createTlsFront } from './tls-front.ts';

export interface Listener {
  /** Resolves with the URL that it listens on, or `unix:PATH`; rejects where that cannot be had. */
  readonly start: () => Promise<string>;
  /** Takes no new connection, and resolves when the last answer has been given or `graceMs` is over. */
  readonly stop: (graceMs: number) => Promise<void>;
  readonly connectionCount: () => number;
  /**
   * What may change of a listener that goes on: certificates, bounds. Its address and its protocol stay.
   *
   * @throws the system's error, or a StartError, where a certificate cannot be used
   */
  readonly prepare: (settings: ListenSettings, body: BodySettings) => Prepared;
  /** None where it speaks plain text. */
  readonly certificates: () => readonly OwnCertificate[];
}

const defaultMaxHeaderBytes = 8 * 1024;
const headersTimeoutMs = 10_000;
/** Further connections that may wait for a decision, above all for their PROXY header. */
const maxUnjudged = 1000;

export interface ListenerPlace {
  /** Where the configuration has it: `listen[0]`. */
  readonly setting: string;
  /** Of a socket that somebody else has opened, to listen on instead of the address in the settings. */
  readonly fd: number | undefined;
}

/** One listening socket. Every answer that Node would give by itself comes from the catalogue instead. */
export function createListener(first: ListenSettings, site: Site, { setting, fd }: ListenerPlace): Listener {
  const { clock, log } = site;
  let settings = first;
  let certificates = certificatesOf(settings.at);
  const server = serverFor(certificates?.first(), (name) => certificates?.named(name));
  bound(server, settings, site.rules().body);
  // A limit here would hide headers that the parser still obeys.
  server.maxHeadersCount = 0;
  server.maxRequestsPerSocket = 0;
  // A client that has closed its side behind its request gets its answer. Node's types lack the property; tests hold what it does.
  Reflect.set(server, 'httpAllowHalfOpen', true);
  const isTls = certificates !== undefined;
  const front = settings.at.kind === 'tcp' && settings.at.proxyProtocol ? createProxyFront(site, { isTls }) : undefined;
  const peerOf = settings.at.kind === 'socket' ? (): Peer => unixPeer : (front?.peerOf ?? directPeer);
  const places = new ConnectionPlaces(settings, site);
  const acceptance = createAcceptance({ site, places, peerOf, isTls });
  /** A failure in a handler ends its connection. */
  const guarded = (socket: Socket, act: () => void): void => {
    try {
      act();
    } catch (error) {
      failConnection(error, socket, { site, isReadable: true });
    }
  };
  const handle = (request: IncomingMessage, response: ServerResponse): void => {
    const { socket } = request;
    const connection = site.connections.of(socket);
    try {
      const client = new ConnectedClient(response, socket, site.stalls);
      takeTurn({ request, response, connection, client, isRead: false, isTold: false, returncode: undefined }, site);
    } catch (error) {
      failRequest(error, { request, response, connection, isTold: false }, site);
    }
  };
  const tlsFront = isTls ? createTlsFront(site, headersTimeoutMs) : undefined;
  tlsFront?.guard(server);
  acceptance.guard(server);
  server.on('secureConnection', (socket: Socket) => {
    // Not before: a connection that is closed in its handshake would stay open until that has timed out.
    socket.allowHalfOpen = true;
    guarded(socket, () => acceptance.secured(socket));
  });
  // Before the server makes a 'clientError' of it.
  server.prependListener('tlsClientError', (_error: Error, socket: Socket) => guarded(socket, () => acceptance.meet(socket)));
  server.on('request', handle);
  server.on('checkContinue', handle);
  server.on('checkExpectation', handle);
  server.on('clientError', (error, socket) => {
    if (socket instanceof Socket) guarded(socket, () => refuseUnread(error, socket, site));
  });
  server.on('connect', (_request, socket) => {
    if (socket instanceof Socket)
      guarded(socket, () => endConnection({ reason: 'request_malformed', status: 400 }, socket, site));
  });
  // Last: it goes before all that listens for connections.
  front?.guard(server);
  function certificatesOf(at: ListenAt): OwnCertificates | undefined {
    if (at.kind === 'socket' || at.tls.kind === 'plaintext') return undefined;
    return followCertificates(at.tls, { clock, log, setting: `${setting}.tls` });
  }

  function follow(): void {
    certificates?.follow((shown) => server instanceof TlsServer && server.setSecureContext(shown));
  }

  function prepare(next: ListenSettings, body: BodySettings): Prepared {
    const others = isDeepStrictEqual(next.at, settings.at) ? undefined : certificatesOf(next.at);
    const commit = (): void => {
      settings = next;
      bound(server, next, body);
      places.use(next);
      if (others === undefined) return;
      certificates?.stop();
      certificates = others;
      if (server instanceof TlsServer) server.setSecureContext(others.first());
      follow();
    };
    // Nothing follows them yet.
    return { commit, cancel: () => undefined };
  }

  const waiting = (): readonly Socket[] => [...(front?.waiting ?? []), ...(tlsFront?.waiting ?? [])];
  return {
    start: () => {
      follow();
      return listenOn(server, settings.at, fd);
    },
    stop: async (graceMs) => {
      certificates?.stop();
      await closeServer(server, {
        graceMs,
        idle: () => [
          ...waiting(),
          ...[...acceptance.carriers].filter((socket) => site.connections.of(socket).last === undefined),
        ],
        all: () => [...waiting(), ...acceptance.open],
      });
    },
    prepare,
    connectionCount: () => acceptance.open.size,
    certificates: () => certificates?.status() ?? [],
  };
}

/** Sets what the server reads anew for each connection, or whenever it looks at all of them. */
function bound(
  server: Server,
  { maxConnections, maxHeaderBytes = defaultMaxHeaderBytes }: ListenSettings,
  body: BodySettings,
): void {
  server.maxConnections = Math.ceil(maxConnections * reserveFactor) + maxUnjudged;
  // A backstop: the gateway's own timer for bodies answers before it.
  server.requestTimeout = headersTimeoutMs + Math.max(body.timeoutMs, body.refusedTimeoutMs) + 5000;
  // Node's types lack the property; a test holds what it does.
  Reflect.set(server, 'maxHeaderSize', maxHeaderBytes);
}

/** @param first the certificate for names that `named` does not know; undefined: plain text */
function serverFor(first: SecureContextOptions | undefined, named: OwnCertificates['named']): Server {
  const options: ServerOptions = {
    headersTimeout: headersTimeoutMs,
    connectionsCheckingInterval: 1000,
    keepAliveTimeout: 15_000,
    // Checked by the gateway, which answers for it.
    requireHostHeader: false,
    insecureHTTPParser: false,
    noDelay: true,
  };
  if (first === undefined) return createServer(options);
  return createTlsServer({
    ...options,
    ...first,
    // Without a context the server shows the first certificate.
    SNICallback: (name, show) => show(null, named(name)),
    handshakeTimeout: headersTimeoutMs,
  });
}
