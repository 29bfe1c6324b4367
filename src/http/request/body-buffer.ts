import type { Holding } from '../bounds/holding.ts';

const firstBytes = 4096;
const nothing = Buffer.alloc(0);

/**
 * The bytes of one body in one piece of memory. Chunks are copied, so that a body of many small ones costs no more than it is long, and
 * what the ledger counts is what is held.
 */
export class BodyBuffer {
  readonly #holding: Holding;
  readonly #maxBytes: number;
  #bytes = nothing;
  #length = 0;

  /** @param maxBytes more than this is never held; a smaller known length saves memory */
  constructor(holding: Holding, maxBytes: number) {
    this.#holding = holding;
    this.#maxBytes = maxBytes;
  }

  /**
   * `too-large`: beyond `maxBytes`. `no-room`: beyond what its client, or all bodies together, may hold. The chunk is not taken then.
   */
  add(chunk: Buffer): 'added' | 'too-large' | 'no-room' {
    const length = this.#length + chunk.length;
    if (length > this.#maxBytes) return 'too-large';
    if (length > this.#bytes.length && !this.#grow(length)) return 'no-room';
    chunk.copy(this.#bytes, this.#length);
    this.#length = length;
    this.#holding.movedBytes += chunk.length;
    return 'added';
  }

  bytes(): Buffer {
    return this.#bytes.subarray(0, this.#length);
  }

  /** Gives the memory back. */
  release(): void {
    this.#holding.release();
    this.#bytes = nothing;
    this.#length = 0;
  }

  #grow(length: number): boolean {
    const capacity = Math.min(this.#maxBytes, Math.max(length, this.#bytes.length * 2, firstBytes));
    if (!this.#holding.take(capacity - this.#bytes.length)) return false;
    const grown = Buffer.allocUnsafe(capacity);
    this.#bytes.copy(grown, 0, 0, this.#length);
    this.#bytes = grown;
    return true;
  }
}
