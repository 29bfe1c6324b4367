import { connect, type Socket } from 'node:net';
import { parseReply, type Reply } from './http-client.ts';
import { until } from './until.ts';

/** A call whose body is held back: it has arrived, and is judged when `finish` sends the rest. */
export async function holdCall(
  url: string,
  body: Record<string, string>,
  host = 'a',
): Promise<{ readonly finish: () => Promise<Reply> }> {
  const { hostname, port } = new URL(url);
  const text = new URLSearchParams(body).toString();
  const socket: Socket = connect({ host: hostname, port: Number(port) });
  const head = [
    'POST /api/ HTTP/1.1',
    `Host: ${host}`,
    'Connection: close',
    'Expect: 100-continue',
    'Content-Type: application/x-www-form-urlencoded',
    `Content-Length: ${text.length}`,
  ];
  let received = '';
  socket.on('data', (chunk) => {
    received += chunk.toString('latin1');
  });
  socket.write(`${head.join('\r\n')}\r\n\r\n`);
  // Whoever is asked to go on has been judged on arrival.
  await until(() => received === 'HTTP/1.1 100 Continue\r\n\r\n');
  received = '';
  const finish = (): Promise<Reply> =>
    new Promise((resolve) => {
      socket.once('close', () => resolve(parseReply(received)));
      socket.write(text);
    });
  return { finish };
}
