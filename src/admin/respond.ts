import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AdminAnswer } from './admin-answer.ts';
import type { Admission } from './admission.ts';
import type { Pages } from './pages.ts';

export interface Responder {
  readonly admit: Admission;
  readonly pages: Pages;
}

/** Answers one request. Never rejects. */
export async function respond(request: IncomingMessage, response: ServerResponse, responder: Responder): Promise<void> {
  // Both have a listener, because one without ends the process.
  request.on('error', () => undefined);
  response.on('error', () => undefined);
  write(request, response, await answerTo(request, responder));
}

async function answerTo(request: IncomingMessage, { admit, pages }: Responder): Promise<AdminAnswer> {
  const [path = ''] = (request.url ?? '').split('?', 1);
  const refusal = admit(request, path);
  if (refusal !== undefined) return refusal;
  const page = pages.get(path);
  if (page === undefined) return { status: 404, body: `Not found; there are ${[...pages.keys()].join(', ')}\n` };
  if (request.method !== 'GET' && request.method !== 'HEAD') return wrongMethod;
  return page();
}

const wrongMethod: AdminAnswer = { status: 405, body: 'GET and HEAD only\n', headers: { allow: 'GET, HEAD' } };

function write(request: IncomingMessage, response: ServerResponse, answer: AdminAnswer): void {
  const body = Buffer.from(answer.body);
  response.writeHead(answer.status, {
    ...answer.headers,
    'content-type': answer.contentType ?? 'text/plain; charset=utf-8',
    'content-length': body.length,
    'x-content-type-options': 'nosniff',
    'cache-control': 'no-store',
    // A body is not read, so nothing may come after it.
    ...(hasBody(request) ? { connection: 'close' } : {}),
  });
  response.end(body);
}

function hasBody({ headers }: IncomingMessage): boolean {
  return headers['transfer-encoding'] !== undefined || (headers['content-length'] ?? '0') !== '0';
}
