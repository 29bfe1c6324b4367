import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Answer } from './answer.ts';
import { linger } from './linger.ts';

/** A large answer that its client has not taken within this time is cut: what is held for slow readers is bounded. */
const maxReadingMs = 300_000;
const largeBytes = 64 * 1024;

/**
 * Writes an answer. Where it comes before the whole request was read, `close` must be set, and the rest is read and thrown away before the
 * connection ends, so that the answer arrives.
 */
export async function writeAnswer(
  request: IncomingMessage,
  response: ServerResponse,
  answer: Answer & { readonly close: boolean },
): Promise<void> {
  const early = !request.complete;
  response.on('error', () => {
    // The client is gone; there is nobody to tell.
  });
  response.writeHead(answer.status, answer.close ? { ...answer.headers, connection: 'close' } : answer.headers);
  if (answer.body.length > largeBytes) cutStalled(request, response);
  if (early) {
    response.write(answer.body);
    await linger(request, request.socket);
    response.end();
  } else {
    response.end(answer.body);
  }
}

function cutStalled(request: IncomingMessage, response: ServerResponse): void {
  const timer = setTimeout(() => request.socket.destroy(), maxReadingMs);
  response.once('close', () => clearTimeout(timer));
}
