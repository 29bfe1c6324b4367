import type { Socket } from 'node:net';

/** Bytes of one connection that are read in one turn of the event loop. In chunks of one byte each they cost the parser a few milliseconds. */
const maxBytesPerTurn = 16_384;

export interface ReadingSink {
  /** One piece, never larger than 16 KiB. */
  readonly take: (piece: Buffer) => void;
  /** The other side has ended it. Last of all. */
  readonly end: () => void;
  /** It broke, or was closed without an end. Last of all. */
  readonly fail: (error: Error) => void;
}

type Last = { readonly kind: 'end' } | { readonly kind: 'fail'; readonly error: Error };

/**
 * Reads a connection at a pace that leaves the event loop to others: bytes beyond it wait in the kernel for the next turn.
 *
 * What came before an end or a failure is handed on before it.
 */
export class PacedReading {
  readonly #socket: Socket;
  readonly #sink: ReadingSink;
  #rest: Buffer | undefined;
  /** Bytes since the last rest. */
  #taken = 0;
  #isHeld = false;
  #isResting = false;
  #last: Last | undefined;

  constructor(socket: Socket, sink: ReadingSink) {
    this.#socket = socket;
    this.#sink = sink;
    socket.on('data', (chunk: Buffer) => this.#receive(chunk));
    socket.once('end', () =>
      this.#finish(isStillConnected(socket) ? { kind: 'end' } : { kind: 'fail', error: new Error('it was reset') }),
    );
    socket.once('error', (error: Error) => this.#finish({ kind: 'fail', error }));
    socket.once('close', () => this.#finish({ kind: 'fail', error: new Error('the connection was closed without an end') }));
  }

  /** Takes nothing more until `go`. */
  hold(): void {
    this.#isHeld = true;
    this.#socket.pause();
  }

  go(): void {
    if (!this.#isHeld) return;
    this.#isHeld = false;
    this.#handOn();
  }

  #receive(chunk: Buffer): void {
    this.#rest = this.#rest === undefined ? chunk : Buffer.concat([this.#rest, chunk]);
    this.#handOn();
  }

  #finish(last: Last): void {
    if (this.#last !== undefined) return;
    this.#last = last;
    this.#handOn();
  }

  #handOn(): void {
    while (this.#rest !== undefined && this.#mayTake()) this.#takeFrom(this.#rest);
    if (this.#rest !== undefined || !this.#mayTake()) return;
    if (this.#last !== undefined) this.#handOnLast(this.#last);
    else if (this.#socket.isPaused()) this.#socket.resume();
  }

  #mayTake(): boolean {
    return !this.#isHeld && !this.#isResting;
  }

  #takeFrom(rest: Buffer): void {
    const left = maxBytesPerTurn - this.#taken;
    const piece = rest.length <= left ? rest : rest.subarray(0, left);
    this.#rest = piece === rest ? undefined : rest.subarray(left);
    this.#taken += piece.length;
    this.#sink.take(piece);
    if (this.#taken >= maxBytesPerTurn) this.#takeRest();
  }

  #takeRest(): void {
    this.#isResting = true;
    this.#socket.pause();
    setImmediate(() => {
      this.#isResting = false;
      this.#taken = 0;
      this.#handOn();
    });
  }

  #handOnLast(last: Last): void {
    if (last.kind === 'end') this.#sink.end();
    else this.#sink.fail(last.error);
  }
}

/**
 * Node tells a reset that follows data at once as an end: libuv takes the hang-up for one. The kernel tells them apart: a connection that was reset
 * has no peer address. This must be the first to ask for that address, because Node caches it.
 */
function isStillConnected(socket: Socket): boolean {
  return socket.remoteAddress !== undefined;
}
