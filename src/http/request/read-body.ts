import type { IncomingMessage } from 'node:http';
import type { Address } from '../../domain/address/address.ts';
import type { Denial } from '../../domain/call/denial.ts';
import { after, type MaybePromise } from '../../domain/maybe-promise.ts';
import { BodyBuffer } from './body-buffer.ts';
import type { Connection } from '../context/connection.ts';
import type { Holding } from '../bounds/holding.ts';
import { ignoreRest } from '../answer/ignore-rest.ts';
import type { MemoryLedger } from '../bounds/memory-ledger.ts';
import { type PieceBounds, PieceCount } from '../bounds/piece-count.ts';

interface BodyBounds {
  readonly maxBytes: number;
  readonly timeoutMs: number;
}

/** `gone`: the client left before the body was there. `release` gives the bytes back to the ledger; call it once. */
export type BodyReading =
  | { readonly kind: 'body'; readonly bytes: Buffer; readonly release: () => void }
  | { readonly kind: 'denial'; readonly denial: Denial }
  | { readonly kind: 'gone' };

export interface BodySource {
  readonly request: IncomingMessage;
  readonly connection: Connection;
  /** Set when the body has been taken in whole. */
  isRead: boolean;
}

export interface BodyExpected {
  /** Whose body it is. */
  readonly address: Address | undefined;
  readonly contentLength: number | undefined;
  readonly bounds: BodyBounds;
  readonly pieces: PieceBounds;
}

/** What `Retry-After` says where the memory for bodies is used up. */
const busy: Denial = { reason: 'gateway_busy', retryAfterMs: 1000 };

/**
 * Reads a whole body within its bounds, synchronously where it has already arrived. Stops reading where a bound is exceeded; what is left on the wire
 * is for the caller to handle.
 */
export function readBody(source: BodySource, expected: BodyExpected, ledger: MemoryLedger): MaybePromise<BodyReading> {
  const { request, connection } = source;
  const { contentLength, bounds } = expected;
  if (connection.broken !== undefined && !request.complete) return denied(connection.broken);
  if ((contentLength ?? 0) > bounds.maxBytes) return denied({ reason: 'body_too_large' });
  const hasArrived = request.readableLength === contentLength;
  const reading = hasArrived ? readArrived(request, ledger.hold(expected.address)) : readArriving(source, expected, ledger);
  return after(reading, (read) => {
    source.isRead = read.kind === 'body';
    return read;
  });
}

/**
 * Most bodies have come with their head, and wait in the request: they are taken as they are, without a timer, a listener or a copy. Their
 * garbage would cost the collector more than all checks together.
 */
function readArrived(request: IncomingMessage, holding: Holding): BodyReading {
  const taken: unknown = request.read();
  // Lets the request end.
  request.resume();
  const bytes = taken instanceof Buffer ? taken : nothing;
  if (!holding.take(bytes.length)) return denied(busy);
  return { kind: 'body', bytes, release: () => holding.release() };
}

const nothing = Buffer.alloc(0);

function readArriving(
  { request, connection }: BodySource,
  { contentLength, bounds, address, pieces }: BodyExpected,
  ledger: MemoryLedger,
): Promise<BodyReading> {
  return new Promise((resolve) => {
    const holding = ledger.hold(address, () => stop(busy));
    const buffer = new BodyBuffer(holding, Math.min(contentLength ?? bounds.maxBytes, bounds.maxBytes));
    const count = new PieceCount(request.socket, pieces);
    const timer = setTimeout(() => stop({ reason: 'body_too_slow' }), bounds.timeoutMs);
    const end = (reading: BodyReading): void => {
      clearTimeout(timer);
      connection.interrupt = undefined;
      request.off('data', take).off('end', finish).off('close', leave).off('error', leave);
      request.on('error', () => {
        // The client is gone; there is nobody to tell.
      });
      if (reading.kind === 'body') holding.keep();
      else buffer.release();
      resolve(reading);
    };
    const take = (chunk: Buffer): void => {
      if (!count.add(chunk.length)) {
        // The rest is discarded without being parsed.
        ignoreRest(connection, request.socket);
        stop({ reason: 'request_malformed', status: 400 });
        return;
      }
      const added = buffer.add(chunk);
      if (added === 'too-large') stop({ reason: 'body_too_large' });
      if (added === 'no-room') stop(busy);
    };
    const stop = (denial: Denial): void => {
      request.pause();
      end(denied(denial));
    };
    const finish = (): void => end({ kind: 'body', bytes: buffer.bytes(), release: () => buffer.release() });
    const leave = (): void => end({ kind: 'gone' });
    connection.interrupt = (denial) => end(denied(denial));
    request.on('data', take).once('end', finish).once('close', leave).once('error', leave);
  });
}

function denied(denial: Denial): BodyReading {
  return { kind: 'denial', denial };
}
