import type { Socket } from 'node:net';
import { Duplex } from 'node:stream';
import { PacedReading } from './paced-reading.ts';

interface Chunk {
  readonly chunk: Buffer;
  readonly encoding: BufferEncoding;
}

/**
 * The connection under TLS: reads it at a pace, and hands its end on only after TLS has had everything that came before.
 *
 * So whether the end of a TLS connection was told by its other side (close_notify) shows in the order: such an end is there before this one has
 * ended. Node itself does not tell the two apart.
 */
export class TlsCarrier extends Duplex {
  readonly #socket: Socket;
  readonly #reading: PacedReading;
  #hasEnded = false;

  constructor(socket: Socket) {
    super({ decodeStrings: false, allowHalfOpen: true });
    this.#socket = socket;
    this.#reading = new PacedReading(socket, {
      take: (piece) => void this.push(piece),
      end: () => setImmediate(() => this.#end()),
      fail: (error) => this.destroy(error),
    });
  }

  get hasEnded(): boolean {
    return this.#hasEnded;
  }

  hold(): void {
    this.#reading.hold();
  }

  go(): void {
    this.#reading.go();
  }

  #end(): void {
    this.#hasEnded = true;
    this.push(null);
  }

  override _read(): void {
    // The pace is set by `hold` and `go`: TLS takes at once what it gets.
  }

  override _write(chunk: Buffer, encoding: BufferEncoding, done: (error?: Error | null) => void): void {
    this.#socket.write(chunk, encoding, done);
  }

  override _writev(chunks: readonly Chunk[], done: (error?: Error | null) => void): void {
    const last = chunks.length - 1;
    this.#socket.cork();
    chunks.forEach(({ chunk, encoding }, at) => this.#socket.write(chunk, encoding, at === last ? done : undefined));
    this.#socket.uncork();
  }

  override _final(done: () => void): void {
    this.#socket.end();
    done();
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    this.#socket.destroy();
    done(error);
  }
}
