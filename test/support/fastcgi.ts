import { type Socket, connect } from 'node:net';

/**
 * A client of one FastCGI responder (FastCGI specification 1.0): one connection, kept, and one request at a time.
 */
export class FastCgiClient {
  readonly #socket: Socket;
  #received = Buffer.alloc(0);
  #request: PendingRequest | undefined;
  #fault: Error | undefined;

  private constructor(socket: Socket) {
    this.#socket = socket;
    socket.on('data', (chunk) => this.#take(chunk));
    socket.on('error', (error) => this.#fail(error));
    socket.on('close', () => this.#fail(new Error('the FastCGI responder closed the connection')));
  }

  /** @throws the socket's error when nobody listens there */
  static connect(socketPath: string): Promise<FastCgiClient> {
    return new Promise((resolve, reject) => {
      const socket = connect(socketPath);
      socket.once('error', reject);
      socket.once('connect', () => {
        socket.off('error', reject);
        resolve(new FastCgiClient(socket));
      });
    });
  }

  /**
   * @param params names and values, one char a byte
   * @returns all of the responder's standard output
   */
  send(params: Readonly<Record<string, string>>, body: Buffer): Promise<Buffer> {
    if (this.#fault !== undefined) return Promise.reject(this.#fault);
    if (this.#request !== undefined) return Promise.reject(new Error('a FastCGI request is in flight'));
    return new Promise((resolve, reject) => {
      this.#request = { resolve, reject, output: [] };
      this.#socket.write(
        Buffer.concat([
          record(recordType.beginRequest, Buffer.from([0, responderRole, keepConnection, 0, 0, 0, 0, 0])),
          ...stream(recordType.params, encodeParams(params)),
          ...stream(recordType.stdin, body),
        ]),
      );
    });
  }

  close(): void {
    this.#socket.destroy();
  }

  #take(chunk: Buffer): void {
    this.#received = Buffer.concat([this.#received, chunk]);
    while (this.#received.length >= headerBytes) {
      const contentEnd = headerBytes + this.#received.readUInt16BE(4);
      const recordEnd = contentEnd + this.#received.readUInt8(6);
      if (this.#received.length < recordEnd) return;
      this.#takeRecord(this.#received.readUInt8(1), this.#received.subarray(headerBytes, contentEnd));
      this.#received = this.#received.subarray(recordEnd);
    }
  }

  #takeRecord(type: number, content: Buffer): void {
    const request = this.#request;
    if (request === undefined) return;
    if (type === recordType.stdout) request.output.push(content);
    if (type !== recordType.endRequest) return;
    this.#request = undefined;
    request.resolve(Buffer.concat(request.output));
  }

  #fail(error: Error): void {
    this.#fault ??= error;
    this.#request?.reject(this.#fault);
    this.#request = undefined;
  }
}

interface PendingRequest {
  readonly resolve: (output: Buffer) => void;
  readonly reject: (error: Error) => void;
  readonly output: Buffer[];
}

const recordType = { beginRequest: 1, endRequest: 3, params: 4, stdin: 5, stdout: 6 };
const responderRole = 1;
const keepConnection = 1;
const headerBytes = 8;
const maxContentBytes = 65_535;

function record(type: number, content: Buffer): Buffer {
  const header = Buffer.from([1, type, 0, 1, 0, 0, 0, 0]);
  header.writeUInt16BE(content.length, 4);
  return Buffer.concat([header, content]);
}

/** A stream is its records and an empty one. */
function stream(type: number, content: Buffer): Buffer[] {
  const records: Buffer[] = [];
  for (let at = 0; at < content.length; at += maxContentBytes)
    records.push(record(type, content.subarray(at, at + maxContentBytes)));
  records.push(record(type, Buffer.alloc(0)));
  return records;
}

function encodeParams(params: Readonly<Record<string, string>>): Buffer {
  const pairs = Object.entries(params).map(([name, value]) => {
    return Buffer.concat([lengthOf(name), lengthOf(value), Buffer.from(name, 'latin1'), Buffer.from(value, 'latin1')]);
  });
  return Buffer.concat(pairs);
}

function lengthOf(text: string): Buffer {
  if (text.length < 128) return Buffer.from([text.length]);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(text.length + 0x80_00_00_00);
  return length;
}
