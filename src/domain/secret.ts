import { hash, timingSafeEqual } from 'node:crypto';
import { inspect } from 'node:util';

/** A SHA-256 digest, 32 bytes. What the gateway keeps of a secret. */
export type Digest = Buffer;

/** The digest of a byte string (one char a byte). */
export function digestOf(bytes: string): Digest {
  return hash('sha256', Buffer.from(bytes, 'latin1'), 'buffer');
}

/** Compares in constant time; both sides are digests, so their lengths are equal. */
export function digestsEqual(a: Digest, b: Digest): boolean {
  return timingSafeEqual(a, b);
}

/** Secret text that prints as `[secret]` wherever it is printed by accident. */
export class Secret {
  readonly #bytes: string;

  constructor(bytes: string) {
    this.#bytes = bytes;
  }

  get byteLength(): number {
    return this.#bytes.length;
  }

  /** True when the whole secret is of this form. */
  matches(form: RegExp): boolean {
    return form.test(this.#bytes);
  }

  digest(): Digest {
    return digestOf(this.#bytes);
  }

  /** The bytes themselves; for the panel's request and nothing else. */
  reveal(): string {
    return this.#bytes;
  }

  toString(): string {
    return '[secret]';
  }

  toJSON(): string {
    return '[secret]';
  }

  [inspect.custom](): string {
    return '[secret]';
  }
}
