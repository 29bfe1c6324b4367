import { request as httpRequest, type IncomingHttpHeaders } from 'node:http';
import { connect } from 'node:net';

export interface Reply {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  /** As text, one character a byte. */
  readonly body: string;
}

export interface PostOptions {
  readonly path?: string;
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Where the call comes from, for another client on the same machine. */
  readonly from?: string;
}

const formType = 'application/x-www-form-urlencoded';

/**
 * Sends one call over a connection of its own and takes the answer in whole.
 *
 * @param url also `unix:PATH`
 */
export function post(
  url: string,
  body: string | Buffer | Readonly<Record<string, string>>,
  options: PostOptions = {},
): Promise<Reply> {
  const bytes = toBytes(body);
  return new Promise((resolve, reject) => {
    const request = httpRequest(
      new URL(options.path ?? '/api/', isOfSocket(url) ? 'http://localhost' : url),
      {
        ...(isOfSocket(url) ? { socketPath: new URL(url).pathname } : {}),
        method: options.method ?? 'POST',
        agent: false,
        headers: { 'content-type': formType, 'content-length': String(bytes.length), ...options.headers },
        ...(options.from === undefined ? {} : { localAddress: options.from }),
      },
      (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.once('error', reject);
        response.once('end', () =>
          resolve({
            status: response.statusCode ?? 0,
            headers: response.headers,
            body: Buffer.concat(chunks).toString('latin1'),
          }),
        );
      },
    );
    request.once('error', reject);
    request.end(bytes);
  });
}

/**
 * Writes bytes on a fresh connection and resolves with all that comes back until the other side ends it, until so many whole answers are
 * there, or until `until` is settled; then the connection is closed, or reset.
 */
export function sendRaw(
  url: string,
  bytes: string | Buffer,
  options: { from?: string; until?: Promise<unknown>; answers?: number; reset?: boolean } = {},
): Promise<string> {
  const { hostname, port, pathname } = new URL(url);
  const place = isOfSocket(url) ? { path: pathname } : { host: hostname, port: Number(port) };
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    const socket = connect({
      ...place,
      ...(options.from === undefined ? {} : { localAddress: options.from }),
    });
    void options.until?.then(() => (options.reset === true ? socket.resetAndDestroy() : socket.destroy()));
    socket.on('data', (chunk) => {
      chunks.push(chunk);
      if (wholeAnswers(Buffer.concat(chunks).toString('latin1')) === options.answers) socket.destroy();
    });
    socket.on('error', () => {
      // What was received counts.
    });
    socket.once('close', () => resolve(Buffer.concat(chunks).toString('latin1')));
    socket.write(typeof bytes === 'string' ? Buffer.from(bytes, 'latin1') : bytes);
  });
}

function isOfSocket(url: string): boolean {
  return url.startsWith('unix:');
}

function wholeAnswers(received: string): number {
  const headEnd = received.indexOf('\r\n\r\n');
  if (headEnd === -1) return 0;
  const length = Number(/\r\ncontent-length: (\d+)/i.exec(received.slice(0, headEnd))?.[1] ?? 0);
  const rest = received.slice(headEnd + 4);
  return rest.length < length ? 0 : 1 + wholeAnswers(rest.slice(length));
}

/** A raw answer in its parts. */
export function parseReply(raw: string): Reply {
  const [head = '', ...rest] = raw.split('\r\n\r\n');
  const [statusLine = '', ...lines] = head.split('\r\n');
  const headers: Record<string, string> = {};
  for (const line of lines) headers[line.slice(0, line.indexOf(':')).toLowerCase()] = line.slice(line.indexOf(':') + 1).trim();
  return { status: Number(statusLine.split(' ')[1] ?? 0), headers, body: rest.join('\r\n\r\n') };
}

function toBytes(body: string | Buffer | Readonly<Record<string, string>>): Buffer {
  if (Buffer.isBuffer(body)) return body;
  return Buffer.from(typeof body === 'string' ? body : new URLSearchParams(body).toString(), 'latin1');
}
