/*
 * What forwarding costs at least in Node, with the gateway's own client and its settings: the body is taken in whole, sent on, and the
 * answer taken in whole and passed on. Nothing is looked at.
 * Arguments: the panel's origin, and how many connections to it.
 */
import { createServer } from 'node:http';
import { Pool } from 'undici';
import { tellPort } from '../support/tell-port.ts';

const [, , origin = '', connections = '3'] = process.argv;
const pool = new Pool(origin, {
  connections: Number(connections),
  pipelining: 1,
  keepAliveTimeout: 10_000,
  keepAliveMaxTimeout: 10_000,
  headersTimeout: 0,
  bodyTimeout: 0,
});
const requestHeaders = { 'content-type': 'application/x-www-form-urlencoded' };

async function forward(
  body: Buffer,
): Promise<{ readonly status: number; readonly headers: Record<string, string>; readonly body: Buffer }> {
  const answer = await pool.request({ path: '/api/', method: 'POST', headers: requestHeaders, body });
  const bytes = Buffer.from(await answer.body.arrayBuffer());
  const headers = {
    'content-type': String(answer.headers['content-type']),
    'hestia-exit-code': String(answer.headers['hestia-exit-code']),
    'content-length': String(bytes.length),
  };
  return { status: answer.statusCode, headers, body: bytes };
}

tellPort(
  createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      forward(Buffer.concat(chunks)).then(
        (answer) => response.writeHead(answer.status, answer.headers).end(answer.body),
        () => response.writeHead(502, { 'content-length': '0' }).end(),
      );
    });
  }),
);
