import type { Socket } from 'node:net';
import { Duplex } from 'node:stream';
import type { TLSSocket } from 'node:tls';
import { InterimAnswers } from './interim-answers.ts';
import { PacedReading } from './paced-reading.ts';
import { PanelCutError } from './panel-cut-error.ts';
import type { TlsCarrier } from './tls-carrier.ts';
import { writeTogether } from './write-together.ts';

/** A connection to a panel, after its other end was judged. */
export type PanelConnection =
  | { readonly kind: 'plain'; readonly socket: Socket }
  /** @param transport what TLS runs over: the connection itself, read by `carrier` */
  | { readonly kind: 'tls'; readonly socket: TLSSocket; readonly carrier: TlsCarrier; readonly transport: Socket };

/** The parser gives an answer up with the bytes in which it finds a fault, and makes an error of each line of a head in them that is one too many. */
const maxParsedBytes = 4096;

interface Pace {
  readonly hold: () => void;
  readonly go: () => void;
}

/**
 * What the HTTP parser gets of a connection to the panel. It takes at most 16 KiB in one turn of the event loop, leaves out interim answers,
 * bounds the bytes of one answer on the wire, and tells an end from a cut: over TLS an end is one only with close_notify (RFC 9112, section 8).
 *
 * What undici writes goes to the connection at once, and what comes is offered to it at once; only what it does not take then waits in the
 * stream. The queues of a stream, with a tick of their own each, would cost every call several microseconds.
 */
export class AnswerStream extends Duplex {
  readonly #socket: Socket;
  readonly #transport: Socket;
  readonly #pace: Pace;
  readonly #maxBytes: number;
  readonly #interim = new InterimAnswers();
  /** Bytes that are offered to the parser in this moment. */
  #offered: Buffer | undefined;
  /** What undici writes between `cork` and `uncork`: the head of a request, and its body. */
  #corked: (string | Buffer)[] | undefined;
  /** Since the last request. */
  #bytes = 0;
  /** The next bytes are the beginning of an answer. */
  #isAtHead = false;
  #hasBegun = false;
  #hasEnded = false;

  /** @param maxBytes of one answer, with everything around it */
  constructor(connection: PanelConnection, maxBytes: number) {
    super({ decodeStrings: false, allowHalfOpen: false });
    this.#maxBytes = maxBytes;
    this.#socket = connection.socket;
    this.#transport = connection.kind === 'plain' ? connection.socket : connection.transport;
    this.#pace = connection.kind === 'plain' ? this.#readPlain(connection.socket) : this.#readTls(connection);
  }

  /** Since the last request bytes have come that are no interim answer. */
  get hasBegun(): boolean {
    return this.#hasBegun || this.#interim.hasBegun;
  }

  ref(): this {
    this.#transport.ref();
    return this;
  }

  unref(): this {
    this.#transport.unref();
    return this;
  }

  #readPlain(socket: Socket): Pace {
    return new PacedReading(socket, {
      take: (piece) => this.#take(piece),
      end: () => this.#end(),
      fail: (error) => this.#fail(error),
    });
  }

  #readTls({ socket, carrier }: Extract<PanelConnection, { readonly kind: 'tls' }>): Pace {
    socket.on('data', (piece: Buffer) => this.#take(piece));
    socket.once('end', () => {
      if (carrier.hasEnded) this.#fail(new Error('it ended without close_notify'));
      else this.#end();
    });
    socket.once('error', (error: Error) => this.#fail(error));
    socket.once('close', () => this.#fail(new Error('the connection was closed without an end')));
    return carrier;
  }

  #take(piece: Buffer): void {
    if (this.#hasEnded) return;
    this.#bytes += piece.length;
    if (this.#bytes > this.#maxBytes) return this.#fail(new Error(`more than ${this.#maxBytes} bytes came for one answer`));
    if (!this.#isAtHead) return this.#handOn(piece);
    const interim = this.#interim.take(piece);
    if (interim.kind === 'fault') return this.#fail(new Error(interim.fault));
    if (interim.kind === 'unfinished') return;
    this.#isAtHead = false;
    this.#hasBegun = true;
    this.#handOn(interim.bytes);
  }

  #handOn(bytes: Buffer): void {
    if (bytes.length <= maxParsedBytes) return this.#offer(bytes);
    for (let at = 0; at < bytes.length && !this.destroyed; at += maxParsedBytes) {
      this.#offer(bytes.subarray(at, at + maxParsedBytes));
    }
  }

  #offer(bytes: Buffer): void {
    if (this.readableLength === 0 && this.#isTakenAtOnce(bytes)) return;
    if (!this.push(bytes)) this.#pace.hold();
  }

  #isTakenAtOnce(bytes: Buffer): boolean {
    this.#offered = bytes;
    this.emit('readable');
    const isTaken = this.#offered === undefined;
    this.#offered = undefined;
    return isTaken;
  }

  override read(size?: number): unknown {
    const offered = this.#offered;
    this.#offered = undefined;
    return offered ?? super.read(size);
  }

  #end(): void {
    if (this.#hasEnded) return;
    this.#hasEnded = true;
    this.push(null);
  }

  /** In a turn of its own: the parser first gets what came before. */
  #fail(cause: Error): void {
    if (this.#hasEnded) return;
    this.#hasEnded = true;
    setImmediate(() => this.destroy(cutBy(cause)));
  }

  override _read(): void {
    this.#pace.go();
  }

  override cork(): void {
    this.#corked ??= [];
  }

  override uncork(): void {
    const chunks = this.#corked ?? [];
    this.#corked = undefined;
    if (chunks.length > 0) this.#send(chunks);
  }

  /** Of a connection that breaks its own error tells. */
  override write(chunk: string | Buffer): boolean {
    if (this.#corked === undefined) return this.#send([chunk]);
    this.#corked.push(chunk);
    return true;
  }

  /** @param chunks a request in whole */
  #send(chunks: readonly (string | Buffer)[]): boolean {
    this.#bytes = 0;
    this.#isAtHead = true;
    this.#hasBegun = false;
    this.#interim.reset();
    return !this.destroyed && writeTogether(this.#socket, chunks);
  }

  override _final(done: () => void): void {
    this.#socket.end();
    done();
  }

  /** Done only when the connection is closed, so that there are never more of them than places. */
  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    this.#hasEnded = true;
    this.#socket.destroy();
    this.#transport.destroy();
    if (this.#transport.closed) done(error);
    else this.#transport.once('close', () => done(error));
  }
}

function cutBy(cause: Error): PanelCutError {
  return new PanelCutError(`the connection to the panel broke: ${cause.message}`, { cause });
}
