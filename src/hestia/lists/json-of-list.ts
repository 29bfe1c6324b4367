import type { ByteString } from '../../domain/call/call.ts';

/** What the panel's lists are made of; it writes neither numbers nor `true`, `false` and `null`. */
export type ListValue =
  | { readonly kind: 'text'; readonly text: ByteString }
  | { readonly kind: 'list'; readonly values: readonly ListValue[] }
  | { readonly kind: 'object'; readonly members: ReadonlyMap<string, ListValue> };

/** An answer is not what the command gives. Says what is wrong and where, and never what stands there: it may be a secret. */
export class ListFault extends Error {}

/**
 * Reads JSON as the panel's shell scripts write it, values between quotes without any escaping. So a text is what stands between its quotes,
 * byte for byte, and an escape means nothing: read as JSON has it, a value could come out as another one than the panel's. A name that is
 * there twice is a fault, because the panel writes none twice, and a value that holds a quote can.
 *
 * @throws ListFault
 */
export function jsonOfList(text: ByteString): ListValue {
  return new ListReader(text).whole();
}

/** The panel's lists have objects in an object, and a list in these. */
const maxDepth = 4;

class ListReader {
  readonly #text: ByteString;
  readonly #space = /[ \t\r\n]*/y;
  readonly #string = /"([^"\\\x00-\x1f]*(?:\\[^\x00-\x1f][^"\\\x00-\x1f]*)*)"/y;
  #at = 0;

  constructor(text: ByteString) {
    this.#text = text;
  }

  whole(): ListValue {
    const value = this.#value(0);
    if (this.#next() !== '') this.#fail('expected the end');
    return value;
  }

  #value(depth: number): ListValue {
    const char = this.#next();
    if (char === '"') return { kind: 'text', text: this.#quoted() };
    if (depth === maxDepth) this.#fail('expected fewer levels');
    if (char === '{') return { kind: 'object', members: this.#members(depth + 1) };
    if (char === '[') return { kind: 'list', values: this.#values(depth + 1) };
    return this.#fail('expected a text, a list or an object');
  }

  #members(depth: number): ReadonlyMap<string, ListValue> {
    const members = new Map<string, ListValue>();
    for (const _ of this.#items('}')) {
      if (this.#next() !== '"') this.#fail('expected a name');
      const name = this.#quoted();
      if (members.has(name)) this.#fail('the name before it is there twice');
      if (!this.#take(':')) this.#fail('expected a colon');
      members.set(name, this.#value(depth));
    }
    return members;
  }

  #values(depth: number): readonly ListValue[] {
    const values: ListValue[] = [];
    for (const _ of this.#items(']')) values.push(this.#value(depth));
    return values;
  }

  /** Yields where an item begins, and reads what is around items. */
  *#items(end: '}' | ']'): Generator<undefined, void> {
    this.#at += 1;
    if (this.#take(end)) return;
    do yield;
    while (this.#take(','));
    if (!this.#take(end)) this.#fail(`expected a comma or ${end}`);
  }

  #quoted(): ByteString {
    this.#string.lastIndex = this.#at;
    const [whole, inner] = this.#string.exec(this.#text) ?? [];
    if (whole === undefined || inner === undefined) return this.#fail('expected a text that ends in the same line');
    this.#at += whole.length;
    return inner;
  }

  #take(char: string): boolean {
    if (this.#next() !== char) return false;
    this.#at += 1;
    return true;
  }

  /** Empty at the end. */
  #next(): string {
    this.#space.lastIndex = this.#at;
    this.#at += this.#space.exec(this.#text)?.[0].length ?? 0;
    return this.#text.charAt(this.#at);
  }

  #fail(what: string): never {
    throw new ListFault(`${what} at character ${this.#at + 1} of ${this.#text.length}`);
  }
}
