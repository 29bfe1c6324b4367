import type { ByteString } from '../domain/call.ts';

export const argNames = [
  'arg1',
  'arg2',
  'arg3',
  'arg4',
  'arg5',
  'arg6',
  'arg7',
  'arg8',
  'arg9',
  'arg10',
  'arg11',
  'arg12',
  'arg13',
] as const;

export const allFields = ['access_key', 'secret_key', 'hash', 'user', 'password', 'returncode', 'cmd', ...argNames] as const;

/** The fields that the API knows; whatever else a client sends is ignored. */
export type FieldName = (typeof allFields)[number];

const names: ReadonlyMap<string, FieldName> = new Map(allFields.map((name) => [name, name]));

/** Text, or what makes the field unusable, in words that follow its name: `is an array`. */
export type FieldValue = { readonly text: ByteString } | { readonly fault: string };

export type Fields = ReadonlyMap<FieldName, FieldValue>;

/** What a body says, whatever its media type. `fault`: the body as a whole is refused, in words. */
export interface FieldsReading {
  readonly fields: Fields;
  readonly fault: string | undefined;
}

export const longestName = Math.max(...allFields.map((name) => name.length));

export function fieldNameOf(name: string): FieldName | undefined {
  return names.get(name);
}

/** Whether PHP makes an array in a field of the API of this name, if a closing bracket follows. */
export function beginsArray(name: ByteString): boolean {
  return arrayNameOf(name) !== undefined;
}

function arrayNameOf(name: ByteString): FieldName | undefined {
  const open = name.indexOf('[');
  return open === -1 || open > longestName ? undefined : names.get(name.slice(0, open));
}

/** What is at fault with a body that has more. */
export function tooManyFields(maxFields: number): string {
  return `more than ${maxFields} fields`;
}

/** Which fields' values are read, and how many fields there may be. */
interface FormScope {
  readonly wanted: ReadonlySet<FieldName>;
  readonly maxFields: number;
}

/** Collects the fields of a form, in the order in which they came. */
export class FormFields {
  readonly #scope: FormScope;
  readonly #fields = new Map<FieldName, FieldValue>();
  #count = 0;
  #twice: FieldName | undefined;

  constructor(scope: FormScope) {
    this.#scope = scope;
  }

  /** @param value asked for only where it is wanted */
  add(name: ByteString, value: () => ByteString): void {
    this.#count += 1;
    const known = names.get(name);
    if (known !== undefined) this.#put(known, { text: this.#scope.wanted.has(known) ? value() : '' });
    else this.#addArray(name);
  }

  /** There are more fields than may be: the answer is known, and no further one is looked at. */
  isFull(): boolean {
    return this.#count > this.#scope.maxFields;
  }

  reading(): FieldsReading {
    return { fields: this.#fields, fault: this.#fault() };
  }

  /** PHP makes `arg1[]` an array in `arg1`. Without a closing bracket, or with other spellings, it is an unknown name to us. */
  #addArray(name: ByteString): void {
    const known = arrayNameOf(name);
    if (known !== undefined && name.includes(']')) this.#put(known, { fault: 'is an array' });
  }

  #put(name: FieldName, value: FieldValue): void {
    if (this.#fields.has(name)) this.#twice ??= name;
    this.#fields.set(name, value);
  }

  #fault(): string | undefined {
    if (this.isFull()) return tooManyFields(this.#scope.maxFields);
    return this.#twice === undefined ? undefined : `${this.#twice} is given twice`;
  }
}
