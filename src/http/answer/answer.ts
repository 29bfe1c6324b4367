import { STATUS_CODES } from 'node:http';
import type { ByteString } from '../../domain/call/call.ts';
import type { Denial } from '../../domain/call/denial.ts';
import type { PanelAnswer } from '../../domain/gateway/panel-client.ts';
import type { LimitStatus } from '../../domain/ledger/ledger.ts';
import { refusalBody, refusalOf } from '../../hestia/answer/refusal.ts';
import { type Deprecation, deprecationHeaders } from './deprecation-headers.ts';
import { rateLimitHeaders } from './rate-limit-headers.ts';

/** An answer before it is written. */
export interface Answer {
  readonly status: number;
  /** Name, value, name, value, … Names are in lower case: one well-known client matches only that. */
  readonly headers: readonly string[];
  readonly body: ByteString | Buffer;
}

/** A body up to this size goes out in one piece with its head, for which Node wants it as text. */
const smallBytes = 16 * 1024;

/** What every answer says in addition to its content. */
export interface AnswerFacts {
  readonly requestId: string;
  /** Of the limit that is reached first; undefined: none applies. */
  readonly limit: LimitStatus | undefined;
  /** Of a call with a deprecated credential. */
  readonly deprecation?: Deprecation | undefined;
}

/** The gateway's own answer: the panel's dialect, and headers that keep a browser from running repeated input. */
export function refusalAnswer(denial: Denial, returncode: boolean, { requestId, limit, deprecation }: AnswerFacts): Answer {
  const refusal = refusalOf(denial);
  const body = refusalBody(refusal, returncode);
  const headers = [
    'content-type',
    'text/html; charset=UTF-8',
    'content-length',
    String(body.length),
    'hestia-exit-code',
    String(refusal.exitCode),
    'content-security-policy',
    "default-src 'none'; sandbox",
    'x-content-type-options',
    'nosniff',
    'x-request-id',
    requestId,
  ];
  if (limit !== undefined) headers.push(...rateLimitHeaders(limit));
  if (deprecation !== undefined) headers.push(...deprecationHeaders(deprecation));
  if (refusal.retryAfterSeconds !== undefined) headers.push('retry-after', String(refusal.retryAfterSeconds));
  if (refusal.allow !== undefined) headers.push('allow', refusal.allow);
  return { status: refusal.status, headers, body };
}

/** The panel's answer, unchanged: status, Content-Type, exit code, bytes. */
export function passedAnswer(answer: PanelAnswer, { requestId, limit, deprecation }: AnswerFacts): Answer {
  const headers = ['x-request-id', requestId];
  if (limit !== undefined) headers.push(...rateLimitHeaders(limit));
  if (deprecation !== undefined) headers.push(...deprecationHeaders(deprecation));
  if (answer.contentType !== undefined) headers.push('content-type', answer.contentType);
  if (answer.exitCode !== undefined) headers.push('hestia-exit-code', answer.exitCode);
  if (answer.status === 204) return { status: answer.status, headers, body: '' };
  headers.push('content-length', String(answer.body.length));
  const body = answer.body.length <= smallBytes ? answer.body.toString('latin1') : answer.body;
  return { status: answer.status, headers, body };
}

/** The bytes of an answer, where Node's server has none to write it with. Ends the connection. */
export function answerBytes({ status, headers, body }: Answer): Buffer {
  const pairs = [...headers, 'connection', 'close'];
  const lines = pairs.map((text, index) => (index % 2 === 0 ? `${text}: ` : `${text}\r\n`));
  const head = `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? 'Refused'}\r\n${lines.join('')}\r\n`;
  return Buffer.concat([Buffer.from(head, 'latin1'), typeof body === 'string' ? Buffer.from(body, 'latin1') : body]);
}
