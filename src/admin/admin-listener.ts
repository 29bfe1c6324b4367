import type { Server } from 'node:http';
import { isIPv6 } from 'node:net';
import type { AdminSettings } from '../domain/policy/admin-settings.ts';
import type { Clock } from '../domain/clock.ts';
import type { GatewayStatus } from '../domain/gateway/gateway-status.ts';
import type { RecordAdministration } from '../domain/gateway/administration.ts';
import type { Log } from '../domain/log.ts';
import { errorText } from '../domain/text/error-text.ts';
import { adminDoor, closeDoor, type DoorAccess } from './admin-door.ts';
import { StartError } from '../domain/start-error.ts';
import { createAccessCheck } from './access/access-check.ts';
import { OpenStreams } from './route/open-streams.ts';
import { listenOnSocketFile } from './listen-on-socket-file.ts';
import { pageRoutes } from './page/page-routes.ts';
import type { PageFiles } from './page/page-files.ts';
import type { Routes } from './route/route.ts';
import { type MetricsText, routesOf } from './routes.ts';
import type { PageSessions } from './page/page-sessions.ts';
import { PanelProbes } from './panel-probes.ts';
import { pageSocketOf } from './page/page-socket.ts';
import { createTokenCheck, tokensOf } from './access/token-check.ts';

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
  /** Where browsers reach it once it has started: `unix:PATH` or a URL; undefined: nowhere. */
  readonly browsersAt: () => string | undefined;
  /** Another token and other names hold from the next request on. Where it listens stays. */
  readonly use: (settings: AdminSettings) => void;
  /** Takes no new connection, and resolves soon: answers in flight have one second. */
  readonly stop: () => Promise<void>;
}

/** The second listener, for the gateway's administrators: `/metrics`, `/healthz`, `/readyz`, and what commands ask. It is the last to stop. */
export function createAdminListener(
  settings: AdminSettings,
  { status, asked, metricsText, sessions, audit, pageFiles, log, clock }: AdminOptions,
): AdminListener {
  let access = accessBy(settings, sessions);
  const streams = new OpenStreams();
  const page = pageRoutes(pageFiles, { sessions, audit, ended: (id) => streams.endOfSession(id) });
  const routes = routesOf({ status, asked, page, metricsText, clock, probes: new PanelProbes(clock) });
  const responder = { routes, log, streams };
  const server = adminDoor(() => access, settings.kind === 'tcp', responder);
  const pageServer = settings.kind === 'tcp' ? undefined : adminDoor(() => access.ofPage, true, responder);
  let browsersAt: string | undefined;

  async function startOnSocket(path: string): Promise<string> {
    const where = await listenOnSocketFile(server, path);
    try {
      if (pageServer !== undefined) browsersAt = await listenOnSocketFile(pageServer, pageSocketOf(path));
    } catch (error) {
      log.warn('the page cannot be reached over a socket of its own', { error: errorText(error) });
    }
    return where;
  }

  async function startOnPort(at: { readonly host: string; readonly port: number }): Promise<string> {
    browsersAt = await listen(server, at);
    return browsersAt;
  }

  return {
    start: () => (settings.kind === 'socket' ? startOnSocket(settings.path) : startOnPort(settings)),
    browsersAt: () => browsersAt,
    use: (next) => {
      const before = access;
      access = accessBy(next, sessions);
      if (access.tokens === before.tokens) return;
      sessions.endAll();
      streams.endAll();
    },
    stop: async () => {
      streams.endAll();
      await Promise.all([server, pageServer].flatMap((each) => (each === undefined ? [] : [closeDoor(each)])));
    },
  };
}

interface Access extends DoorAccess {
  /** Over the socket of the page. */
  readonly ofPage: DoorAccess;
  /** Equal where the same tokens are good. */
  readonly tokens: string;
}

function accessBy(settings: AdminSettings, sessions: PageSessions): Access {
  const tokens = tokensOf(settings);
  const tokenOf = createTokenCheck(tokens, sessions);
  const text = JSON.stringify(tokens.map(({ name, role, digest }) => [name, role, digest.toString('hex')]));
  const admit = createAccessCheck(settings, tokenOf, settings.kind === 'socket');
  return { admit, tokenOf, tokens: text, ofPage: { admit: createAccessCheck(settings, tokenOf, false), tokenOf } };
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
