import { STATUS_CODES } from 'node:http';
import type { Denial } from '../domain/denial.ts';
import type { PanelAnswer } from '../domain/panel-client.ts';
import { refusalBody, refusalOf } from '../hestia/refusal.ts';

/** An answer before it is written. Header names are in lower case: one well-known client matches only that. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

/** The gateway's own answer: the panel's dialect, and headers that keep a browser from running what a stranger sent. */
export function refusalAnswer(denial: Denial, returncode: boolean, requestId: string): Answer {
  const refusal = refusalOf(denial);
  const body = Buffer.from(refusalBody(refusal, returncode), 'latin1');
  return {
    status: refusal.status,
    headers: {
      'content-type': 'text/html; charset=UTF-8',
      'content-length': String(body.length),
      'hestia-exit-code': String(refusal.exitCode),
      'content-security-policy': "default-src 'none'; sandbox",
      'x-content-type-options': 'nosniff',
      'x-request-id': requestId,
      ...(refusal.retryAfterSeconds === undefined ? {} : { 'retry-after': String(refusal.retryAfterSeconds) }),
      ...(refusal.allow === undefined ? {} : { allow: refusal.allow }),
    },
    body,
  };
}

/** The panel's answer, unchanged: status, Content-Type, exit code, bytes. */
export function passedAnswer(answer: PanelAnswer, requestId: string): Answer {
  return {
    status: answer.status,
    headers: {
      ...(answer.contentType === undefined ? {} : { 'content-type': answer.contentType }),
      ...(answer.exitCode === undefined ? {} : { 'hestia-exit-code': answer.exitCode }),
      ...(answer.status === 204 ? {} : { 'content-length': String(answer.body.length) }),
      'x-request-id': requestId,
    },
    body: answer.status === 204 ? Buffer.alloc(0) : answer.body,
  };
}

/** The bytes of an answer, where Node's server has none to write it with. Ends the connection. */
export function answerBytes(answer: Answer): Buffer {
  const lines = Object.entries({ ...answer.headers, connection: 'close' }).map(([name, value]) => `${name}: ${value}\r\n`);
  const reason = STATUS_CODES[answer.status] ?? 'Refused';
  return Buffer.concat([Buffer.from(`HTTP/1.1 ${answer.status} ${reason}\r\n${lines.join('')}\r\n`, 'latin1'), answer.body]);
}
