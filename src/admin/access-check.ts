import type { IncomingMessage } from 'node:http';
import type { AdminSettings } from '../domain/policy/admin-settings.ts';
import type { AdminAnswer } from './admin-answer.ts';
import { createHostCheck } from './host-check.ts';
import { createTokenCheck } from './token-check.ts';

/** Refuses a request before its page is looked for; undefined where it may go on. */
export type AccessCheck = (request: IncomingMessage, path: string) => AdminAnswer | undefined;

/** They say nothing that is worth a token, and what asks them often cannot send one. */
const openPaths: ReadonlySet<string> = new Set(['/healthz', '/readyz']);

/**
 * Keeps out pages of browsers on this machine (Host, Origin, Sec-Fetch-Site), and over TCP whoever lacks the token. A Unix socket needs
 * neither Host nor token: no browser reaches it, and its mode says who may.
 */
export function createAccessCheck(settings: AdminSettings): AccessCheck {
  const hostIsOurs = settings.kind === 'tcp' ? createHostCheck(settings.host, settings.hosts) : undefined;
  const holdsToken = settings.kind === 'tcp' ? createTokenCheck(settings) : undefined;
  return (request, path) => {
    if (hostIsOurs?.(request) === false) return misdirected;
    if (isFromPage(request)) return fromPage;
    if (!openPaths.has(path) && holdsToken?.(request) === false) return unauthorized;
    return undefined;
  };
}

const misdirected: AdminAnswer = {
  status: 421,
  body: 'This name does not lead here: ask by a loopback address, localhost, or a name in admin.host or admin.hosts\n',
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
