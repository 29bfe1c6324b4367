import type { Readable } from 'node:stream';
import { TLSSocket } from 'node:tls';

/** In how many pieces bytes may come: each costs about a microsecond, as some hundred bytes of an honest body do. */
export interface PieceBounds {
  /** Pieces that are allowed whatever their size. */
  readonly first: number;
  /** Bytes at the start that may come in pieces of a line of text each. */
  readonly bytesInLines: number;
  /** Behind those, pieces beyond this number need an average length that costs little. */
  readonly later: number;
  /** Records of TLS, likewise: each is decrypted and handed on by itself, which costs some microseconds. */
  readonly records: number;
}

/**
 * A script may write a zone of 168,000 bytes line by line. A body of 1 MiB in pieces of one length, from 16 bytes on, costs at most twice what
 * it costs in large ones.
 */
export const piecesOfCall: PieceBounds = { first: 1024, bytesInLines: 128 * 1024, later: 900, records: 1536 };
/** For what is read only to learn the dialect of a refusal, or is thrown away. */
export const piecesOfRefusal: PieceBounds = { first: 512, bytesInLines: 0, later: 512, records: 256 };

const lineBytes = 40;
const lengthBytes = 1024;

/** Counts the pieces in which bytes come: chunks of chunked coding, records of TLS, reads of the socket. */
export class PieceCount {
  readonly #bounds: PieceBounds;
  /** Undefined: there are no records. */
  readonly #socket: TLSSocket | undefined;
  #bytes = 0;
  #firstPieces = 0;
  #laterPieces = 0;
  #records = 0;
  #readBefore = -1;

  /** @param socket that they come by */
  constructor(socket: Readable, bounds: PieceBounds) {
    this.#bounds = bounds;
    this.#socket = socket instanceof TLSSocket ? socket : undefined;
  }

  /** False: there are more small pieces than a real client sends. */
  add(bytes: number): boolean {
    const { first, bytesInLines, later, records } = this.#bounds;
    this.#bytes += bytes;
    const laterBytes = this.#bytes - bytesInLines;
    if (laterBytes <= 0) {
      this.#firstPieces += 1;
      if (this.#firstPieces > first + this.#bytes / lineBytes) return false;
    } else {
      this.#laterPieces += 1;
      if (this.#laterPieces > later + laterBytes / lengthBytes) return false;
    }
    if (this.#socket === undefined) return true;
    // What one record holds is handed on before the next one is read.
    const { bytesRead } = this.#socket;
    if (bytesRead !== this.#readBefore) this.#records += 1;
    this.#readBefore = bytesRead;
    return this.#records <= Math.max(records, this.#bytes / lengthBytes);
  }
}
