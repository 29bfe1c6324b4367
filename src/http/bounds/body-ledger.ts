/** How many bytes of bodies are held, all requests together. */
export class BodyLedger {
  readonly #totalBytes: () => number;
  #held = 0;

  /** @param totalBytes as many as there may be at this moment */
  constructor(totalBytes: () => number) {
    this.#totalBytes = totalBytes;
  }

  get heldBytes(): number {
    return this.#held;
  }

  get freeBytes(): number {
    return this.#totalBytes() - this.#held;
  }

  /** False, and nothing is taken, when it would be too much. */
  take(bytes: number): boolean {
    if (this.#held + bytes > this.#totalBytes()) return false;
    this.#held += bytes;
    return true;
  }

  giveBack(bytes: number): void {
    this.#held -= bytes;
  }
}
