/*
 * A panel that always gives the same answer, as cheaply as Node can: it looks for the end of a request and nothing else.
 * Arguments: none, or a certificate file and a key file for TLS.
 */
import { readFileSync } from 'node:fs';
import { createServer, type Socket } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import { tellPort } from '../support/tell-port.ts';

const body = JSON.stringify({
  alice: { FNAME: 'Alice', LNAME: 'Example', CONTACT: 'alice@example.com', SUSPENDED: 'no', IP_AVAIL: '1' },
});
const answer = Buffer.from(
  `HTTP/1.1 200 OK\r\nServer: nginx\r\nDate: Sat, 31 Jan 2026 10:00:00 GMT\r\nContent-Type: application/json; charset=utf-8\r\n` +
    `Content-Length: ${body.length}\r\nConnection: keep-alive\r\nHestia-Exit-Code: 0\r\n\r\n${body}`,
  'latin1',
);

function serve(socket: Socket): void {
  let received: Buffer = Buffer.alloc(0);
  socket.setNoDelay(true);
  // A client that breaks off is no failure of the panel's.
  socket.on('error', () => socket.destroy());
  socket.on('data', (chunk: Buffer) => {
    received = received.length === 0 ? chunk : Buffer.concat([received, chunk]);
    for (
      let length = requestLength(received);
      length !== undefined && length <= received.length;
      length = requestLength(received)
    ) {
      received = received.subarray(length);
      socket.write(answer);
    }
  });
}

/** Undefined where the head is not there in whole. */
function requestLength(received: Buffer): number | undefined {
  const headEnd = received.length === 0 ? -1 : received.indexOf('\r\n\r\n');
  if (headEnd === -1) return undefined;
  const [, length = '0'] = /\r\ncontent-length: *(\d+)/i.exec(received.toString('latin1', 0, headEnd)) ?? [];
  return headEnd + 4 + Number(length);
}

const [, , certFile, keyFile] = process.argv;
tellPort(
  certFile === undefined || keyFile === undefined
    ? createServer(serve)
    : createTlsServer({ cert: readFileSync(certFile), key: readFileSync(keyFile) }, serve),
);
