import { Agent as HttpAgent, type IncomingMessage, request as httpRequest } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import type { Secret } from '../domain/secret.ts';
import { systemErrorCode } from '../domain/text/system-error-code.ts';
import { signatureOf, type Signed } from './signature.ts';

/** Where notices go, with everything read that the settings name. */
export interface Receiver {
  readonly url: string;
  readonly secrets: readonly Secret[];
  /** PEM; undefined: the authorities that the system trusts. */
  readonly ca: string | undefined;
}

export interface Trying {
  /** For all of it: the connection, the answer and its body. */
  readonly timeoutMs: number;
  /** The gateway does not wait for what is under way when it has ended. */
  readonly ended: AbortSignal;
}

export interface Posted {
  /** Undefined: nobody answered. */
  readonly status: number | undefined;
  /** Why it did not arrive, in words; undefined: the receiver has it. */
  readonly fault: string | undefined;
  /** What the receiver asked to wait. */
  readonly retryAfterMs: number | undefined;
  /** The beginning of the body. */
  readonly answer: string;
}

/** Of an answer no more is read. */
const mostAnswerBytes = 1024;

/**
 * Sends a notice once, over a connection of its own. Redirects are not followed, and no proxy is asked whatever the environment says.
 *
 * Never rejects.
 */
export function postNotice(receiver: Receiver, signed: Signed, { timeoutMs, ended }: Trying): Promise<Posted> {
  const { url, secrets, ca } = receiver;
  const options = {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'content-length': Buffer.byteLength(signed.body),
      'user-agent': 'hearthgate',
      'webhook-id': signed.id,
      'webhook-timestamp': String(signed.timestamp),
      'webhook-signature': signatureOf(signed, secrets),
      connection: 'close',
    },
  };
  return new Promise((resolve) => {
    let response: IncomingMessage | undefined;
    const pieces: Buffer[] = [];
    let bytes = 0;
    const isTls = url.startsWith('https:');
    const request = isTls
      ? httpsRequest(url, { ...options, agent: new HttpsAgent(), ca, rejectUnauthorized: true, minVersion: 'TLSv1.2' })
      : httpRequest(url, { ...options, agent: new HttpAgent() });
    const giveUp = (): void => end('the gateway has stopped');
    // What comes of it is decided once; a body that is cut off, late or too long does not change what its head said.
    const end = (fault: string): void => {
      clearTimeout(timer);
      ended.removeEventListener('abort', giveUp);
      const answer = Buffer.concat(pieces).subarray(0, mostAnswerBytes).toString('latin1');
      resolve(
        response === undefined ? { status: undefined, fault, retryAfterMs: undefined, answer } : postedOf(response, answer),
      );
      request.destroy();
    };
    ended.addEventListener('abort', giveUp);
    const timer = setTimeout(() => end(`no answer within ${timeoutMs / 1000} s`), timeoutMs);
    request.on('error', (error) => end(faultOf(error)));
    request.on('response', (got) => {
      response = got;
      got.on('data', (piece: Buffer) => {
        pieces.push(piece);
        bytes += piece.length;
        if (bytes >= mostAnswerBytes) end('');
      });
      for (const event of ['end', 'error', 'aborted']) got.on(event, () => end(''));
    });
    request.end(signed.body);
  });
}

function postedOf({ statusCode = 0, headers }: IncomingMessage, answer: string): Posted {
  const isTaken = statusCode >= 200 && statusCode < 300;
  return {
    status: statusCode,
    fault: isTaken
      ? undefined
      : `it answered ${statusCode}${statusCode >= 300 && statusCode < 400 ? ', and redirects are not followed' : ''}`,
    retryAfterMs: retryAfterOf(headers['retry-after']),
    answer,
  };
}

/** Seconds alone: a date would be by another clock. */
function retryAfterOf(header: string | undefined): number | undefined {
  return header !== undefined && /^\d{1,6}$/.test(header) ? Number(header) * 1000 : undefined;
}

const untrusted = /^(?:CERT_|ERR_TLS_CERT_|DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_)/;

function faultOf(error: Error): string {
  const code = systemErrorCode(error);
  if (untrusted.test(code)) return `its certificate is not trusted (${code})`;
  return `it cannot be reached, or hung up (${code})`;
}
