import type { IncomingMessage, ServerResponse } from 'node:http';
import { errorText } from '../domain/text/error-text.ts';
import type { Log } from '../domain/log.ts';
import { mayAct, type TokenRole } from '../domain/policy/admin-token.ts';
import type { AdminAnswer, AdminStream } from './route/admin-answer.ts';
import type { AccessCheck } from './access/access-check.ts';
import type { AdminCaller } from './route/admin-caller.ts';
import type { OpenStreams } from './route/open-streams.ts';
import { type Method, neededRole, type Route, type Routes } from './route/route.ts';
import { readParameters } from './route/read-parameters.ts';

export interface Responder {
  readonly admit: AccessCheck;
  readonly routes: Routes;
  readonly log: Log;
  readonly streams: OpenStreams;
}

/** Answers one request. Never rejects. */
export async function respond(request: IncomingMessage, response: ServerResponse, responder: Responder): Promise<void> {
  // Both have a listener, because one without ends the process.
  request.on('error', () => undefined);
  response.on('error', () => undefined);
  const answer = await answerTo(request, responder);
  if ('follow' in answer) stream(response, answer, responder.streams);
  else write(request, response, answer);
}

async function answerTo(request: IncomingMessage, { admit, routes, log, streams }: Responder): Promise<AdminAnswer | StreamFor> {
  const [path = '', ...query] = (request.url ?? '').split('?');
  const caller = admit(request, path);
  if (caller !== undefined && 'status' in caller) return caller;
  const route = routes.get(path);
  if (route === undefined) return { status: 404, body: `Not found; there are ${[...routes.keys()].join(', ')}\n` };
  const method = methodOf(request, route);
  const act = method === undefined ? undefined : route[method];
  if (method === undefined || act === undefined) return wrongMethod(route);
  if (caller !== undefined && !mayAct(caller.role, neededRole(route, method)))
    return notByRole(caller, neededRole(route, method));
  try {
    if (method === 'GET') {
      const answer = await act(new URLSearchParams(query.join('?')), caller, request.headers.accept);
      return 'follow' in answer ? streamFor(answer, caller, streams) : answer;
    }
    const given = query.length > 0 ? inQuery : await readParameters(request);
    if (!(given instanceof URLSearchParams)) return given;
    const answer = await act(given, caller);
    return 'follow' in answer ? streamFor(answer, caller, streams) : answer;
  } catch (error) {
    log.error('a route of the admin listener failed', { route: path, error: errorText(error) });
    return { status: 500, body: 'This request failed; the log says why\n' };
  }
}

/** An answer that goes on, and who reads it. */
interface StreamFor extends AdminStream {
  readonly by: AdminCaller | undefined;
}

function streamFor(answer: AdminStream, by: AdminCaller | undefined, streams: OpenStreams): AdminAnswer | StreamFor {
  return streams.hasPlaceFor(by) ? { ...answer, by } : tooManyStreams;
}

function notByRole({ name, role }: AdminCaller, needed: TokenRole): AdminAnswer {
  return { status: 403, body: `The token ${name} has the role ${role}, and this needs ${needed}\n` };
}

const tooManyStreams: AdminAnswer = {
  status: 503,
  body: 'Too many read along already, or too many with this token; try again when one has left\n',
};

/** A link or a form can write a query, and not a body of JSON. */
const inQuery: AdminAnswer = {
  status: 400,
  body: 'What changes something takes its parameters in a JSON body: leave out the query\n',
};

function methodOf({ method }: IncomingMessage, route: Route): Method | undefined {
  if (method === 'HEAD') return 'GET';
  return methodsOf(route).find((each) => each === method);
}

const methods: readonly Method[] = ['GET', 'POST', 'DELETE'];

function methodsOf(route: Route): readonly Method[] {
  return methods.filter((method) => route[method] !== undefined);
}

function wrongMethod(route: Route): AdminAnswer {
  const allowed = methodsOf(route).flatMap((method) => (method === 'GET' ? [method, 'HEAD'] : [method]));
  const last = allowed.slice(-1).join('');
  return {
    status: 405,
    body: `${allowed.length > 1 ? `${allowed.slice(0, -1).join(', ')} and ` : ''}${last} only\n`,
    headers: { allow: allowed.join(', ') },
  };
}

function stream(response: ServerResponse, answer: StreamFor, streams: OpenStreams): void {
  if (response.destroyed) return;
  response.writeHead(200, { ...always, 'content-type': answer.contentType });
  if (response.req.method === 'HEAD') response.end();
  else streams.begin(response, answer, answer.by);
}

const always = { 'x-content-type-options': 'nosniff', 'cache-control': 'no-store' } as const;

function write(request: IncomingMessage, response: ServerResponse, answer: AdminAnswer): void {
  const body = Buffer.from(answer.body);
  response.writeHead(answer.status, {
    ...always,
    ...answer.headers,
    'content-type': answer.contentType ?? 'text/plain; charset=utf-8',
    'content-length': body.length,
    // A body may not have been read, so nothing may come after it.
    ...(hasBody(request) ? { connection: 'close' } : {}),
  });
  response.end(body);
}

function hasBody({ headers }: IncomingMessage): boolean {
  return headers['transfer-encoding'] !== undefined || (headers['content-length'] ?? '0') !== '0';
}
