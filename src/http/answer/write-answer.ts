import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Readable } from 'node:stream';
import type { Address } from '../../domain/address/address.ts';
import type { AnswerLedger } from '../bounds/answer-ledger.ts';
import type { Answer } from './answer.ts';
import { linger } from './linger.ts';
import type { TurnEnd } from '../context/turn-end.ts';
import { unsentKey } from '../bounds/unsent-bytes.ts';

/** A larger answer is written in pieces of this size: nothing of it is buffered twice, and the progress of its client is visible. */
const pieceBytes = 64 * 1024;
/** What an answer that waits holds beside its body: its head, and the request that it answers. */
const besideBytes = 8 * 1024;

export interface AnswerTarget {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  /** Who gets it. */
  readonly address: Address | undefined;
  /** What the rest of the request comes from, where it has not been read to its end. */
  readonly unread: Readable | undefined;
  readonly answers: AnswerLedger;
  readonly turnEnd: TurnEnd;
}

/**
 * Writes an answer, when this turn of the event loop ends. All answers of a turn are handed to the system one right after the other: the
 * process that reads them is woken once instead of for each of them, which would cost more than the writing.
 *
 * Resolves when the system has taken all of it, or the client has left.
 *
 * @param close ends the connection with it. Must be set where the answer comes before the whole request was read; the rest is read and
 * thrown away then before the connection ends, so that the answer arrives.
 */
export async function writeAnswer(exchanged: AnswerTarget, { status, headers, body }: Answer, close: boolean): Promise<void> {
  const { request, response, unread, turnEnd } = exchanged;
  response.on('error', ignoreLeaving);
  response.writeHead(status, close ? [...headers, 'connection', 'close'] : [...headers]);
  await turnEnd.passed();
  if (typeof body !== 'string' && body.length > pieceBytes) return writePieces(exchanged, body);
  if (unread !== undefined) {
    response.write(body, 'latin1');
    // What still comes is not parsed, so its end is not noticed: the client has to close the connection.
    if (unread === request.socket) request.socket.end();
    await linger(unread, request.socket);
    response.end();
  } else {
    response.end(body, 'latin1');
  }
  // Nearly always the system takes all of it at once.
  return request.socket.writableLength === 0 ? undefined : whileHeld(exchanged, body.length, () => until(response, 'close'));
}

async function writePieces(exchanged: AnswerTarget, body: Buffer): Promise<void> {
  const { request, response, unread } = exchanged;
  return whileHeld(exchanged, body.buffer.byteLength, async (taken) => {
    for (let at = 0; at < body.length && !response.destroyed; at += pieceBytes) {
      const piece = body.subarray(at, at + pieceBytes);
      if (!response.write(piece)) await until(response, 'drain');
      taken(piece.length);
    }
    if (unread !== undefined) await linger(unread, request.socket);
    response.end();
    await until(response, 'close');
  });
}

async function whileHeld(
  { request, address, answers }: AnswerTarget,
  bytes: number,
  write: (taken: (bytes: number) => void) => Promise<void>,
): Promise<void> {
  const { socket } = request;
  const holding = answers.hold({
    address,
    bytes: bytes + besideBytes,
    unsentKey: () => unsentKey(socket),
    cut: () => socket.destroy(),
  });
  if (holding === undefined) return;
  try {
    await write((taken) => {
      holding.movedBytes += taken;
    });
  } finally {
    answers.release(holding);
  }
}

/** Resolves when the response emits this, or when it has ended, whichever is first. */
function until(response: ServerResponse, event: 'drain' | 'close'): Promise<void> {
  return new Promise((resolve) => {
    if (response.destroyed) {
      resolve();
      return;
    }
    const end = (): void => {
      response.off('drain', end).off('close', end);
      resolve();
    };
    if (event === 'drain') response.on('drain', end);
    response.on('close', end);
  });
}

function ignoreLeaving(): void {
  // The client is gone; there is nobody to tell.
}
