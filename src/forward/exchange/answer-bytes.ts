const firstBytes = 4096;
const nothing = Buffer.alloc(0);

/**
 * The body of an answer while it comes. Pieces are copied together: the parser hands out views, and a view of one byte keeps all that came in
 * one packet. So the bound applies to the memory that is held.
 */
export class AnswerBytes {
  readonly #maxBytes: number;
  #bytes: Buffer = nothing;
  #length = 0;

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  /** False: it would be too large. The piece is not taken then, and earlier pieces are released. */
  add(piece: Buffer): boolean {
    const length = this.#length + piece.length;
    if (length > this.#maxBytes) {
      this.#bytes = nothing;
      return false;
    }
    if (this.#length === 0 && mayBeKept(piece)) this.#bytes = piece;
    else this.#append(piece, length);
    this.#length = length;
    return true;
  }

  taken(): Buffer {
    return this.#bytes.subarray(0, this.#length);
  }

  #append(piece: Buffer, length: number): void {
    if (length > this.#bytes.length) this.#grow(length);
    piece.copy(this.#bytes, this.#length);
  }

  #grow(length: number): void {
    const capacity = Math.min(this.#maxBytes, Math.max(length, this.#bytes.length * 2, firstBytes));
    const grown = Buffer.allocUnsafeSlow(capacity);
    this.#bytes.copy(grown, 0, 0, this.#length);
    this.#bytes = grown;
  }
}

/** Most answers come in one piece, behind a short head: that is kept as it is, where a copy would hold hardly less. */
function mayBeKept({ length, buffer }: Buffer): boolean {
  return buffer.byteLength <= Math.max(firstBytes, length * 2);
}
