import { request as httpRequest } from 'node:http';
import { connect, type Socket } from 'node:net';
import type { TourAnswer, TourRequest } from './tour-case.ts';

const maxWaitMs = 5000;

/**
 * Sends one request over a connection of its own.
 *
 * @throws Error where no answer comes
 */
export async function sendRequest(url: string, tourRequest: TourRequest): Promise<TourAnswer> {
  if (tourRequest.besideAnother !== true) return exchange(url, tourRequest);
  const other = await openConnection(url);
  try {
    return await exchange(url, tourRequest);
  } finally {
    other.destroy();
  }
}

function exchange(url: string, { method = 'POST', path = '/api/', ...rest }: TourRequest): Promise<TourAnswer> {
  const { body, contentType, host, headers, from, neverEnds = false } = rest;
  return new Promise((resolve, reject) => {
    const request = httpRequest(new URL(path, url), {
      method,
      agent: false,
      timeout: maxWaitMs,
      ...(from === undefined ? {} : { localAddress: from }),
      headers: {
        ...(host === undefined ? {} : { host }),
        ...(contentType === undefined ? {} : { 'content-type': contentType }),
        ...(body.length === 0 ? {} : { 'content-length': body.length }),
        ...headers,
      },
    });
    request.once('timeout', () => request.destroy(new Error(`no answer within ${maxWaitMs} ms`)));
    request.once('error', reject);
    request.once('response', (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.once('error', reject);
      response.once('end', () => {
        resolve({
          status: response.statusCode ?? 0,
          exitCode: exitCodeOf(response.headers['hestia-exit-code']),
          retryAfter: response.headers['retry-after'],
          requestId: textOf(response.headers['x-request-id']),
          body: Buffer.concat(chunks).toString('latin1'),
        });
        request.destroy();
      });
    });
    if (neverEnds) request.write(body.subarray(0, -1));
    else request.end(body);
  });
}

function openConnection(url: string): Promise<Socket> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve, reject) => {
    const socket = connect(Number(port), hostname, () => resolve(socket));
    socket.once('error', reject);
  });
}

function exitCodeOf(header: string | string[] | undefined): number | undefined {
  const text = textOf(header);
  return text === undefined ? undefined : Number(text);
}

function textOf(header: string | string[] | undefined): string | undefined {
  return Array.isArray(header) ? header.join(', ') : header;
}
