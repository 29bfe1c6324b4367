import type { IncomingMessage } from 'node:http';
import type { Denial } from '../domain/denial.ts';
import { BodyBuffer } from './body-buffer.ts';
import type { BodyLedger } from './body-ledger.ts';
import type { Connection } from './connection.ts';

export interface BodyBounds {
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
  readonly contentLength: number | undefined;
  readonly connection: Connection;
}

/** After this a gateway whose memory for bodies was used up is worth another try. */
const busyRetryMs = 1000;

/** Takes a body in whole, within its bounds. Stops reading where a bound is passed; what is left on the wire is the caller's business. */
export async function readBody(source: BodySource, bounds: BodyBounds, ledger: BodyLedger): Promise<BodyReading> {
  const { request, connection } = source;
  if (connection.broken !== undefined && !request.complete) return denied(connection.broken);
  if ((source.contentLength ?? 0) > bounds.maxBytes) return denied({ reason: 'body_too_large' });
  return request.complete ? readArrived(request, new BodyBuffer(ledger, bounds.maxBytes)) : readArriving(source, bounds, ledger);
}

/** Most bodies have come with their head, and wait in the request: they are taken at once, without a timer. */
function readArrived(request: IncomingMessage, buffer: BodyBuffer): BodyReading {
  for (let chunk: unknown = request.read(); chunk !== null; chunk = request.read()) {
    const added = chunk instanceof Buffer ? buffer.add(chunk) : 'added';
    if (added === 'added') continue;
    buffer.release();
    return denied(added === 'too-large' ? { reason: 'body_too_large' } : { reason: 'gateway_busy', retryAfterMs: busyRetryMs });
  }
  return { kind: 'body', bytes: buffer.bytes(), release: () => buffer.release() };
}

function readArriving(source: BodySource, bounds: BodyBounds, ledger: BodyLedger): Promise<BodyReading> {
  const { request, connection } = source;
  return new Promise((resolve) => {
    const buffer = new BodyBuffer(ledger, Math.min(source.contentLength ?? bounds.maxBytes, bounds.maxBytes));
    const timer = setTimeout(() => stop({ reason: 'body_too_slow' }), bounds.timeoutMs);
    const end = (reading: BodyReading): void => {
      clearTimeout(timer);
      connection.interrupt = undefined;
      request.off('data', take).off('end', finish).off('close', leave).off('error', leave);
      request.on('error', () => {
        // The client is gone; there is nobody to tell.
      });
      if (reading.kind !== 'body') buffer.release();
      resolve(reading);
    };
    const take = (chunk: Buffer): void => {
      const added = buffer.add(chunk);
      if (added === 'too-large') stop({ reason: 'body_too_large' });
      if (added === 'no-room') stop({ reason: 'gateway_busy', retryAfterMs: busyRetryMs });
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
