import { createHmac } from 'node:crypto';
import {
  createServer as createHttpServer,
  type IncomingMessage,
  type RequestListener,
  type Server,
  type ServerResponse,
} from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { readCertificate } from './certificate.ts';

const secretBytes = Buffer.alloc(32, 7);
/** As the file of the secret has it. */
export const noticeSecret = `whsec_${secretBytes.toString('base64')}`;
/** The authority by which the receiver is known. */
export const noticeCaFile = fileURLToPath(new URL('../fixtures/tls/ca.crt', import.meta.url));

interface Received {
  readonly method: string | undefined;
  readonly path: string | undefined;
  readonly headers: IncomingMessage['headers'];
  /** As it came. */
  readonly text: string;
  /** The body as JSON. */
  readonly notice: ReceivedNotice;
  /** The signature is that of the secret. */
  readonly isSigned: boolean;
}

interface ReceivedNotice {
  readonly type: string;
  readonly timestamp: string;
  readonly summary: string;
  readonly data: Readonly<Record<string, unknown>>;
}

/** Ends the answer to a notice, or does not. */
export type Answering = (response: ServerResponse, received: Received) => void;

/** A server of loopback that takes notices. */
export interface NoticeReceiver {
  readonly url: string;
  readonly received: readonly Received[];
  /** How it answers from now on. */
  answer: Answering;
  readonly stop: () => Promise<void>;
}

export const takes: Answering = (response) => response.writeHead(204).end();
export const answers =
  (status: number, headers: Readonly<Record<string, string>> = {}): Answering =>
  (response) =>
    response.writeHead(status, headers).end('no');

/** @param certificate false: it speaks plain HTTP */
export async function startNoticeReceiver(certificate: string | false = 'ca-signed'): Promise<NoticeReceiver> {
  const received: Received[] = [];
  let answer = takes;
  const take: RequestListener = (request, response) => {
    const pieces: Buffer[] = [];
    request.on('data', (piece: Buffer) => pieces.push(piece));
    request.on('end', () => {
      const body = Buffer.concat(pieces);
      const one = readNotice(request, body);
      received.push(one);
      answer(response, one);
    });
  };
  const server = certificate === false ? createHttpServer(take) : createHttpsServer(readCertificate(certificate), take);
  const port = await listenOnLoopback(server);
  return {
    url: `${certificate === false ? 'http' : 'https'}://localhost:${port}/hooks/1?to=admin`,
    received,
    get answer() {
      return answer;
    },
    set answer(next) {
      answer = next;
    },
    stop: async () => {
      const closed = new Promise((resolve) => {
        server.close(resolve);
      });
      server.closeAllConnections();
      await closed;
    },
  };
}

function readNotice({ method, url: path, headers }: IncomingMessage, body: Buffer): Received {
  const text = body.toString();
  const { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': signature } = headers;
  const mac = createHmac('sha256', secretBytes)
    .update(`${String(id)}.${String(timestamp)}.`)
    .update(body)
    .digest('base64');
  const notice: ReceivedNotice = JSON.parse(text);
  return { method, path, headers, text, notice, isSigned: String(signature).split(' ').includes(`v1,${mac}`) };
}

async function listenOnLoopback(server: Server): Promise<number> {
  await new Promise<void>((resolve) => {
    server.listen(0, 'localhost', resolve);
  });
  const address: AddressInfo | string | null = server.address();
  if (address === null || typeof address === 'string') throw new Error('the receiver listens on no port');
  return address.port;
}
