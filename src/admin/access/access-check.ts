import type { IncomingMessage } from 'node:http';
import type { AdminSettings } from '../../domain/policy/admin-settings.ts';
import type { AdminAnswer } from '../route/admin-answer.ts';
import { commandHost } from './command-host.ts';
import { createHostCheck } from './host-check.ts';
import { hostName } from './host-name.ts';
import { type AdminCaller, commandCaller } from '../route/admin-caller.ts';
import { pageFilePaths } from '../page/page-files.ts';
import { sessionPath } from '../page/page-routes.ts';
import type { TokenCheck } from './token-check.ts';

/** Refuses a request before its page is looked for, or says who asks; undefined: anybody, for a page that is open to everybody. */
export type AccessCheck = (request: IncomingMessage, path: string) => AdminAnswer | AdminCaller | undefined;

/** They say nothing that is worth a token, and what asks them often cannot send one. */
const openPaths: ReadonlySet<string> = new Set(['/healthz', '/readyz', sessionPath]);

/**
 * Refuses requests of pages from other origins (Host, Origin, Sec-Fetch-Site), and requests without a token. Over a Unix socket, whose mode says who may
 * ask, the Host of commands takes the place of a token.
 *
 * @param mayCommand false: the way that `ssh -L` leads browsers by, and other programs of their computers with them
 */
export function createAccessCheck(settings: AdminSettings, tokenOf: TokenCheck, mayCommand: boolean): AccessCheck {
  const isTcp = settings.kind === 'tcp';
  const hostIsOurs = createHostCheck(isTcp ? [settings.host, ...(settings.hosts ?? [])] : []);
  return (request, path) => {
    const isCommand = mayCommand && hostName(request) === commandHost;
    if (!isCommand && !hostIsOurs(request)) return mayCommand ? misdirectedToSocket : misdirected;
    if (pageFilePaths.has(path)) return tokenOf(request);
    // A command is no page, not even one of its own.
    if (isFromPage(request) || (isCommand && isFromBrowser(request))) return fromPage;
    if (isCommand) return commandCaller;
    const caller = tokenOf(request);
    if (caller !== undefined || openPaths.has(path)) return caller;
    return mayCommand ? unauthorizedOverSocket : unauthorized;
  };
}

const misdirected: AdminAnswer = {
  status: 421,
  body: 'This name does not lead here: ask by a loopback address, localhost, or a name in admin.host or admin.hosts\n',
};

const misdirectedToSocket: AdminAnswer = {
  status: 421,
  body: `This name does not lead here: ask by http://${commandHost}/, or by localhost with a token\n`,
};

const unauthorizedOverSocket: AdminAnswer = {
  status: 401,
  body: `A token of admin.tokensFile is needed under this name, as Authorization: Bearer TOKEN; or ask by http://${commandHost}/\n`,
  headers: { 'www-authenticate': 'Bearer realm="hearthgate"' },
};

const fromPage: AdminAnswer = { status: 403, body: 'Pages of browsers may not ask here\n' };

const unauthorized: AdminAnswer = {
  status: 401,
  body: 'A token is needed, the one in admin.tokenFile or one of admin.tokensFile: send it as Authorization: Bearer TOKEN\n',
  headers: { 'www-authenticate': 'Bearer realm="hearthgate"' },
};

function isFromBrowser({ headers }: IncomingMessage): boolean {
  return headers.origin !== undefined || headers['sec-fetch-site'] !== undefined;
}

/**
 * A browser says by itself which page asks; `none` is an address that somebody typed. The listener's own pages have its Host, which was looked at
 * before.
 */
function isFromPage({ headers }: IncomingMessage): boolean {
  const { origin, host } = headers;
  const site = headers['sec-fetch-site'];
  // A proxy before this listener takes TLS off, so that its pages come by https. Nobody else has a page under this name and port.
  if (origin !== undefined && !['http', 'https'].some((scheme) => origin === `${scheme}://${host}`)) return true;
  return site !== undefined && site !== 'none' && site !== 'same-origin';
}
