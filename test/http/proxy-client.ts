import { connect, type Socket } from 'node:net';
import { Duplex } from 'node:stream';
import { connect as connectTls } from 'node:tls';
import { parseReply, type Reply } from '../support/http-client.ts';

export interface Speech {
  /** What is sent first, each piece in a packet of its own. */
  readonly pieces: readonly Buffer[];
  /** What is sent then, within TLS where the URL is one of https. */
  readonly request: Buffer;
  /** The last piece goes into one packet with what follows it. */
  readonly packed?: boolean;
  readonly from?: string;
}

export interface Heard {
  /** The first answer; its status is 0 where there was none. */
  readonly reply: Reply;
  /** How long the other side kept the connection. */
  readonly lastedMs: number;
}

/** Speaks on a connection of its own until the other side ends it. What is sent must ask for that. */
export async function speak(url: string, { pieces, request, packed = false, from = '127.0.0.1' }: Speech): Promise<Heard> {
  const { hostname, port, protocol } = new URL(url);
  const socket = connect({ host: hostname, port: Number(port), localAddress: from, noDelay: true });
  socket.on('error', () => {
    // What was received counts.
  });
  const startedAtMs = performance.now();
  const ended = new Promise<number>((resolve) => socket.once('close', () => resolve(performance.now() - startedAtMs)));
  for (const piece of packed ? pieces.slice(0, -1) : pieces) await sendAlone(socket, piece);
  const rest = aheadOf(socket, packed ? (pieces.at(-1) ?? Buffer.alloc(0)) : Buffer.alloc(0));
  const stream = protocol === 'https:' ? connectTls({ socket: rest, rejectUnauthorized: false, servername: 'a.test' }) : rest;
  let received = '';
  stream.on('data', (chunk: Buffer) => {
    received += chunk.toString('latin1');
  });
  stream.on('error', () => {
    // The other side has cut the connection off.
  });
  if (request.length > 0) stream.write(request);
  const lastedMs = await ended;
  return { reply: parseReply(received), lastedMs };
}

/** As many packets as there are bytes. */
export function byteByByte(bytes: Buffer): readonly Buffer[] {
  return Array.from(bytes, (byte) => Buffer.from([byte]));
}

/** Resolves when the other side, which is in this process, has had the time to read it. */
async function sendAlone(socket: Socket, piece: Buffer): Promise<void> {
  await new Promise((resolve) => socket.write(piece, resolve));
  for (let turn = 0; turn < 3; turn += 1) await new Promise((resolve) => setImmediate(resolve));
}

/** The socket, with bytes that go into one packet with what is written first. */
function aheadOf(socket: Socket, first: Buffer): Duplex {
  let ahead = first;
  const duplex = new Duplex({
    read: () => void socket.resume(),
    write: (chunk: Buffer, _encoding, done) => {
      const bytes = Buffer.concat([ahead, chunk]);
      ahead = Buffer.alloc(0);
      if (socket.destroyed) done();
      else socket.write(bytes, () => done());
    },
    final: (done) => void socket.end(done),
  });
  socket.on('data', (chunk: Buffer) => duplex.push(chunk));
  socket.once('end', () => duplex.push(null));
  socket.once('close', () => duplex.destroy());
  return duplex;
}
