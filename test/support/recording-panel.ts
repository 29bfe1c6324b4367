import { createServer as createTcpServer, type Server, type Socket } from 'node:net';
import { createServer as createTlsServer, type Server as TlsServer } from 'node:tls';

/** A request as it stood on the wire. */
export interface RecordedRequest {
  readonly method: string;
  readonly path: string;
  /** Name, value, name, value, … as received. */
  readonly rawHeaders: readonly string[];
  readonly body: Buffer;
  /** Head and body, byte for byte. */
  readonly raw: Buffer;
}

/** What the panel does with a request once it has it whole. */
export type Reply = (socket: Socket) => void | Promise<void>;

export interface Certificate {
  readonly cert: string | Buffer;
  readonly key: string | Buffer;
}

export interface RecordingPanel {
  readonly origin: string;
  readonly port: number;
  /** Grows as requests arrive. */
  readonly requests: readonly RecordedRequest[];
  readonly connections: () => number;
  readonly setAnswer: (answer: (request: RecordedRequest) => Reply) => void;
  /** For connections to come. */
  readonly setCertificate: (certificate: Certificate) => void;
  /** Closes every connection that is open now, and waits until the other ends have closed, too. */
  readonly closeConnections: () => Promise<void>;
  readonly stop: () => Promise<void>;
}

interface RecordingPanelOptions {
  readonly tls?: Certificate;
  /** 0, any free one, unless told. */
  readonly port?: number;
  /** `answerWith({})` unless told. */
  readonly answer?: (request: RecordedRequest) => Reply;
}

/** A real server on a free port of 127.0.0.1 that records what it gets, byte for byte, and answers what it is told to. */
export async function startRecordingPanel(options: RecordingPanelOptions = {}): Promise<RecordingPanel> {
  const requests: RecordedRequest[] = [];
  const sockets = new Set<Socket>();
  let answer = options.answer ?? (() => answerWith({}));

  const serve = (socket: Socket): void => {
    let received = Buffer.alloc(0);
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    // A client that breaks off is no failure of the panel's.
    socket.on('error', () => socket.destroy());
    socket.on('data', (chunk: Buffer) => {
      received = Buffer.concat([received, chunk]);
      for (let request = readRequest(received); request !== undefined; request = readRequest(received)) {
        received = received.subarray(request.raw.length);
        requests.push(request);
        void answer(request)(socket);
      }
    });
  };

  const tlsServer: TlsServer | undefined = options.tls && createTlsServer({ ...options.tls }, serve);
  const server: Server = tlsServer ?? createTcpServer(serve);
  // A client that does not trust the certificate breaks the handshake off.
  tlsServer?.on('tlsClientError', (_error, socket) => socket.destroy());
  const port = await listen(server, options.port ?? 0);
  return {
    origin: `${tlsServer === undefined ? 'http' : 'https'}://127.0.0.1:${port}`,
    port,
    requests,
    connections: () => sockets.size,
    setAnswer: (next) => {
      answer = next;
    },
    setCertificate: (certificate) => tlsServer?.setSecureContext({ ...certificate }),
    closeConnections: async () => void (await Promise.all([...sockets].map(close))),
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        sockets.forEach((socket) => socket.destroy());
      }),
  };
}

/** An answer of the API; with an access key, and without output, unless told. A Content-Length is added. */
export function answerWith(answer: AnswerParts): Reply {
  return raw(answerBytes(answer));
}

interface AnswerParts {
  readonly status?: number;
  /** Name, value pairs; instead of `content-type: text/html; charset=UTF-8` and `Hestia-Exit-Code: 0`. */
  readonly headers?: readonly (readonly [string, string])[];
  readonly body?: string | Buffer;
}

export function answerBytes({ status = 200, headers = apiHeaders, body = 'OK' }: AnswerParts): Buffer {
  const bytes = Buffer.from(body);
  const length: readonly (readonly [string, string])[] = status === 204 ? [] : [['Content-Length', String(bytes.length)]];
  const lines = [...headers, ...length].map(([name, value]) => `${name}: ${value}\r\n`);
  const head = `HTTP/1.1 ${status} Answer\r\n${lines.join('')}\r\n`;
  return Buffer.concat([Buffer.from(head, 'latin1'), status === 204 ? Buffer.alloc(0) : bytes]);
}

const apiHeaders = [
  ['Content-Type', 'text/html; charset=UTF-8'],
  ['Hestia-Exit-Code', '0'],
] as const;

/** These bytes and nothing else; the connection stays open. */
export function raw(bytes: string | Buffer): Reply {
  return (socket) => void socket.write(bytes);
}

/** Never answers. */
export function hang(): Reply {
  return () => undefined;
}

/** Closes the connection after these bytes: none, a part of the head, the head, a part of the body. */
export function cutAfter(bytes: string | Buffer = ''): Reply {
  return (socket) => void socket.end(bytes);
}

/** Answers when the gate opens. */
export function answerAfter(gate: Promise<unknown>, reply: Reply): Reply {
  return async (socket) => {
    await gate;
    await reply(socket);
  };
}

function readRequest(received: Buffer): RecordedRequest | undefined {
  const headEnd = received.indexOf('\r\n\r\n');
  if (headEnd === -1) return undefined;
  const [requestLine = '', ...lines] = received.toString('latin1', 0, headEnd).split('\r\n');
  const [method = '', path = ''] = requestLine.split(' ');
  const pairs = lines.map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 1).trim()] as const);
  const length = Number(pairs.find(([name]) => name.toLowerCase() === 'content-length')?.[1] ?? 0);
  const end = headEnd + 4 + length;
  if (received.length < end) return undefined;
  return { method, path, rawHeaders: pairs.flat(), body: received.subarray(headEnd + 4, end), raw: received.subarray(0, end) };
}

function close(socket: Socket): Promise<void> {
  return new Promise((resolve) => {
    socket.on('close', () => resolve());
    socket.end();
  });
}

function listen(server: Server, wanted: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.on('error', reject);
    server.listen(wanted, '127.0.0.1', () => {
      const address = server.address();
      resolve(typeof address === 'object' && address !== null ? address.port : 0);
    });
  });
}
