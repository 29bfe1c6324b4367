import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { isIPv6, type Socket } from 'node:net';
import type { AdminSettings } from '../domain/policy/admin-settings.ts';
import type { Clock } from '../domain/clock.ts';
import type { GatewayStatus } from '../domain/gateway/gateway-status.ts';
import type { RecordAdministration } from '../domain/gateway/administration.ts';
import type { Log } from '../domain/log.ts';
import { AdminPlaces } from './admin-places.ts';
import { StartError } from '../domain/start-error.ts';
import { type AccessCheck, createAccessCheck } from './access/access-check.ts';
import { OpenStreams } from './route/open-streams.ts';
import { listenOnSocketFile } from './listen-on-socket-file.ts';
import { pageRoutes } from './page/page-routes.ts';
import type { PageFiles } from './page/page-files.ts';
import type { Routes } from './route/route.ts';
import { type MetricsText, routesOf } from './routes.ts';
import type { PageSessions } from './page/page-sessions.ts';
import { PanelProbes } from './panel-probes.ts';
import { respond } from './respond.ts';
import { createTokenCheck, type TokenCheck, tokensOf } from './access/token-check.ts';

export interface AdminOptions {
  readonly status: GatewayStatus;
  /** The routes that answer what commands ask. */
  readonly asked: Routes;
  readonly metricsText: MetricsText;
  readonly sessions: PageSessions;
  /** Records who has opened the page. */
  readonly audit: RecordAdministration;
  /** Undefined: there is no page. */
  readonly pageFiles: PageFiles | undefined;
  readonly log: Log;
  readonly clock: Clock;
}

export interface AdminListener {
  /** Resolves with where it listens: `unix:PATH` or a URL. Rejects with `StartError`. */
  readonly start: () => Promise<string>;
  /** Another token and other names hold from the next request on. Where it listens stays. */
  readonly use: (settings: AdminSettings) => void;
  /** Takes no new connection, and resolves soon: answers in flight have one second. */
  readonly stop: () => Promise<void>;
}

const timeoutMs = 5000;
const graceMs = 1000;

/** The second listener, for the gateway's administrators: `/metrics`, `/healthz`, `/readyz`, and what commands ask. It is the last to stop. */
export function createAdminListener(
  settings: AdminSettings,
  { status, asked, metricsText, sessions, audit, pageFiles, log, clock }: AdminOptions,
): AdminListener {
  let access = accessBy(settings, sessions);
  const streams = new OpenStreams();
  const page = pageRoutes(pageFiles, { sessions, audit, ended: (id) => streams.endOfSession(id) });
  const routes = routesOf({ status, asked, page, metricsText, clock, probes: new PanelProbes(clock) });
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
  const places = new AdminPlaces(settings.kind === 'tcp' ? (request) => access.tokenOf(request) !== undefined : undefined);
  server.prependListener('connection', (socket: Socket) => places.enter(socket));
  server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    if (!places.begin(request)) return;
    response.once('close', () => places.end(request));
    void respond(request, response, { admit: access.admit, routes, log, streams });
  });
  return {
    start: () => (settings.kind === 'socket' ? listenOnSocketFile(server, settings.path) : listen(server, settings)),
    use: (next) => {
      const before = access;
      access = accessBy(next, sessions);
      if (access.tokens === before.tokens) return;
      sessions.endAll();
      streams.endAll();
    },
    stop: () => {
      streams.endAll();
      return close(server);
    },
  };
}

interface Access {
  readonly admit: AccessCheck;
  readonly tokenOf: TokenCheck;
  /** Equal where the same tokens are good. */
  readonly tokens: string;
}

function accessBy(settings: AdminSettings, sessions: PageSessions): Access {
  const tokens = tokensOf(settings);
  const tokenOf = createTokenCheck(tokens, sessions);
  const text = JSON.stringify(tokens.map(({ name, role, digest }) => [name, role, digest.toString('hex')]));
  return { admit: createAccessCheck(settings, tokenOf), tokenOf, tokens: text };
}

function listen(server: Server, { host, port }: { readonly host: string; readonly port: number }): Promise<string> {
  return new Promise((resolve, reject) => {
    const fail = (error: Error): void =>
      reject(new StartError('EADMINSTART', faultOf(error, `${host}:${port}`), { cause: error }));
    server.once('error', fail);
    server.listen({ host, port }, () => {
      server.off('error', fail);
      const address = server.address();
      const bound = typeof address === 'object' && address !== null ? address.port : port;
      resolve(`http://${isIPv6(host) ? `[${host}]` : host}:${bound}`);
    });
  });
}

function faultOf(error: Error, where: string): string {
  const code = 'code' in error ? error.code : undefined;
  if (code === 'EADDRINUSE') return `${where} is in use by another program; end it, or change admin.port`;
  return `cannot listen on ${where} (${error.message}); change admin.host or admin.port`;
}

function close(server: Server): Promise<void> {
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
