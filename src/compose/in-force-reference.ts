import type { InForce } from './in-force.ts';

/** The one reference to the configuration in force. Later calls may get another one. */
export class InForceReference {
  #current: InForce | undefined;

  /** @throws Error before the first is in force */
  get current(): InForce {
    if (this.#current === undefined) throw new Error('no configuration is in force yet');
    return this.#current;
  }

  /** Undefined before the first is in force. */
  get known(): InForce | undefined {
    return this.#current;
  }

  put(next: InForce): void {
    this.#current = next;
  }
}
