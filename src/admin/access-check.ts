import type { IncomingMessage } from 'node:http';
import type { AdminSettings } from '../domain/policy/admin-settings.ts';
import type { AdminAnswer } from './admin-answer.ts';
import { commandHost } from './command-host.ts';
import { createHostCheck } from './host-check.ts';
import { hostName } from './host-name.ts';
import { createTokenCheck } from './token-check.ts';

/** Refuses a request before its page is looked for; undefined where it may go on. */
export type AccessCheck = (request: IncomingMessage, path: string) => AdminAnswer | undefined;

/** They say nothing that is worth a token, and what asks them often cannot send one. */
const openPaths: ReadonlySet<string> = new Set(['/healthz', '/readyz']);

/**
 * Keeps out pages of browsers (Host, Origin, Sec-Fetch-Site), and whoever lacks the token. Over a Unix socket, whose mode says who may ask,
 * the Host of commands takes the place of the token.
 */
export function createAccessCheck(settings: AdminSettings): AccessCheck {
  return settings.kind === 'tcp' ? accessOverTcp(settings) : accessOverSocket();
}

function accessOverTcp(settings: AdminSettings & { readonly kind: 'tcp' }): AccessCheck {
  const hostIsOurs = createHostCheck([settings.host, ...(settings.hosts ?? [])]);
  const holdsToken = createTokenCheck(settings);
  return (request, path) => {
    if (!hostIsOurs(request)) return misdirected;
    if (isFromPage(request)) return fromPage;
    return openPaths.has(path) || holdsToken(request) ? undefined : unauthorized;
  };
}

function accessOverSocket(): AccessCheck {
  const hostIsOurs = createHostCheck([]);
  return (request, path) => {
    const isCommand = hostName(request) === commandHost;
    if (!isCommand && !hostIsOurs(request)) return misdirectedToSocket;
    if (isFromPage(request)) return fromPage;
    return openPaths.has(path) || isCommand ? undefined : notByCommandHost;
  };
}

const misdirected: AdminAnswer = {
  status: 421,
  body: 'This name does not lead here: ask by a loopback address, localhost, or a name in admin.host or admin.hosts\n',
};

const misdirectedToSocket: AdminAnswer = {
  status: 421,
  body: `This name does not lead here: ask by http://${commandHost}/, for /healthz and /readyz also by localhost\n`,
};

const notByCommandHost: AdminAnswer = {
  status: 403,
  body: `Over the socket only health is answered to this name: ask by http://${commandHost}/\n`,
};

const fromPage: AdminAnswer = { status: 403, body: 'Pages of browsers may not ask here\n' };

const unauthorized: AdminAnswer = {
  status: 401,
  body: 'A token is needed: send the one in the file that admin.tokenFile names, as Authorization: Bearer TOKEN\n',
  headers: { 'www-authenticate': 'Bearer realm="hearthgate"' },
};

/** A browser says by itself that a page of another origin asks; `none` is an address that somebody typed. */
function isFromPage({ headers }: IncomingMessage): boolean {
  const site = headers['sec-fetch-site'];
  return headers.origin !== undefined || (site !== undefined && site !== 'none' && site !== 'same-origin');
}
