import type { IncomingMessage, ServerResponse } from 'node:http';
import { errorText } from '../domain/text/error-text.ts';
import type { Log } from '../domain/log.ts';
import { mayAct, type TokenRole } from '../domain/policy/admin-token.ts';
import type { AdminAnswer } from './admin-answer.ts';
import type { AccessCheck } from './access-check.ts';
import type { AdminCaller } from './admin-caller.ts';
import { type Method, neededRole, type Page, type Pages } from './pages.ts';
import { readParameters } from './read-parameters.ts';

export interface Responder {
  readonly admit: AccessCheck;
  readonly pages: Pages;
  readonly log: Log;
}

/** Answers one request. Never rejects. */
export async function respond(request: IncomingMessage, response: ServerResponse, responder: Responder): Promise<void> {
  // Both have a listener, because one without ends the process.
  request.on('error', () => undefined);
  response.on('error', () => undefined);
  write(request, response, await answerTo(request, responder));
}

async function answerTo(request: IncomingMessage, { admit, pages, log }: Responder): Promise<AdminAnswer> {
  const [path = '', ...query] = (request.url ?? '').split('?');
  const caller = admit(request, path);
  if (caller !== undefined && 'status' in caller) return caller;
  const page = pages.get(path);
  if (page === undefined) return { status: 404, body: `Not found; there are ${[...pages.keys()].join(', ')}\n` };
  const method = methodOf(request, page);
  const act = method === undefined ? undefined : page[method];
  if (method === undefined || act === undefined) return wrongMethod(page);
  if (caller !== undefined && !mayAct(caller.role, neededRole(page, method))) return notByRole(caller, neededRole(page, method));
  try {
    if (method === 'GET') return await act(new URLSearchParams(query.join('?')), caller, request.headers.accept);
    const given = query.length > 0 ? inQuery : await readParameters(request);
    return given instanceof URLSearchParams ? await act(given, caller) : given;
  } catch (error) {
    log.error('a page of the admin listener failed', { page: path, error: errorText(error) });
    return { status: 500, body: 'This page failed; the log says why\n' };
  }
}

function notByRole({ name, role }: AdminCaller, needed: TokenRole): AdminAnswer {
  return { status: 403, body: `The token ${name} has the role ${role}, and this needs ${needed}\n` };
}

/** A link or a form can write a query, and not a body of JSON. */
const inQuery: AdminAnswer = {
  status: 400,
  body: 'What changes something takes its parameters in a JSON body: leave out the query\n',
};

function methodOf({ method }: IncomingMessage, page: Page): Method | undefined {
  if (method === 'HEAD') return 'GET';
  return methodsOf(page).find((each) => each === method);
}

const methods: readonly Method[] = ['GET', 'POST', 'DELETE'];

function methodsOf(page: Page): readonly Method[] {
  return methods.filter((method) => page[method] !== undefined);
}

function wrongMethod(page: Page): AdminAnswer {
  const allowed = methodsOf(page).flatMap((method) => (method === 'GET' ? [method, 'HEAD'] : [method]));
  const last = allowed.slice(-1).join('');
  return {
    status: 405,
    body: `${allowed.length > 1 ? `${allowed.slice(0, -1).join(', ')} and ` : ''}${last} only\n`,
    headers: { allow: allowed.join(', ') },
  };
}

function write(request: IncomingMessage, response: ServerResponse, answer: AdminAnswer): void {
  const body = Buffer.from(answer.body);
  response.writeHead(answer.status, {
    ...answer.headers,
    'content-type': answer.contentType ?? 'text/plain; charset=utf-8',
    'content-length': body.length,
    'x-content-type-options': 'nosniff',
    'cache-control': 'no-store',
    // A body may not have been read, so nothing may come after it.
    ...(hasBody(request) ? { connection: 'close' } : {}),
  });
  response.end(body);
}

function hasBody({ headers }: IncomingMessage): boolean {
  return headers['transfer-encoding'] !== undefined || (headers['content-length'] ?? '0') !== '0';
}
