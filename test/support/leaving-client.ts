import type { ClientPresence } from '../../src/domain/gateway/panel-client.ts';

/** A client that stays until it is told to leave. */
export class LeavingClient implements ClientPresence {
  readonly #told = new Set<() => void>();
  #hasLeft = false;

  readonly hasLeft = (): boolean => this.#hasLeft;

  readonly whenLeft = (tell: () => void): (() => void) => {
    this.#told.add(tell);
    return () => this.#told.delete(tell);
  };

  leave(): void {
    this.#hasLeft = true;
    for (const tell of this.#told) tell();
    this.#told.clear();
  }

  /** Who would be told. */
  get listeners(): number {
    return this.#told.size;
  }
}
