import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Answer } from './answer.ts';
import { linger } from './linger.ts';

/** A large answer that its client has not taken within this time is cut: what is held for slow readers is bounded. */
const maxReadingMs = 300_000;
const largeBytes = 64 * 1024;

export interface Exchanged {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  /** The request has not been read to its end. */
  readonly isUnread: boolean;
}

/**
 * Writes an answer, when this turn of the event loop ends. All answers of a turn are handed to the system one right after the other: the
 * process that reads them is woken once, and not for each of them while it could have slept on, which costs more than the writing.
 *
 * @param close ends the connection with it. Must be set where the answer comes before the whole request was read; the rest is read and
 * thrown away then before the connection ends, so that the answer arrives.
 */
export async function writeAnswer(
  { request, response, isUnread }: Exchanged,
  { status, headers, body }: Answer,
  close: boolean,
): Promise<void> {
  response.on('error', ignoreLeaving);
  response.writeHead(status, close ? [...headers, 'connection', 'close'] : [...headers]);
  if (body.length > largeBytes) cutStalled(request, response);
  await new Promise((resolve) => setImmediate(resolve));
  if (isUnread) {
    response.write(body, 'latin1');
    await linger(request, request.socket);
    response.end();
  } else {
    response.end(body, 'latin1');
  }
}

function ignoreLeaving(): void {
  // The client is gone; there is nobody to tell.
}

function cutStalled(request: IncomingMessage, response: ServerResponse): void {
  const timer = setTimeout(() => request.socket.destroy(), maxReadingMs);
  response.once('close', () => clearTimeout(timer));
}
