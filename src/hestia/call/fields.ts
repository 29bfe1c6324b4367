import type { ByteString } from '../../domain/call/call.ts';

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

/** A name that is too long for one is not looked up: that takes as long as it has bytes. */
export function fieldNameOf(name: string): FieldName | undefined {
  return name.length > longestName ? undefined : names.get(name);
}

/** Whether PHP makes an array in a field of the API of this name, if a closing bracket follows. */
export function beginsArray(name: ByteString): boolean {
  return arrayNameOf(name) !== undefined;
}

function arrayNameOf(name: ByteString): FieldName | undefined {
  const open = name.slice(0, longestName + 1).indexOf('[');
  return open === -1 ? undefined : names.get(name.slice(0, open));
}

/** Fields of a form that PHP reads (`max_input_vars`); it drops the rest. In JSON, names at all depths count. */
export const maxFields = 1000;

/** What is at fault with a body that has more. */
export const tooManyFields = `more than ${maxFields} fields`;

/** Whether the panel reads these fields of a form as a call; it looks for JSON where they are none. */
export function holdCredential(fields: { readonly has: (name: FieldName) => boolean }): boolean {
  return fields.has('access_key') || fields.has('user') || fields.has('hash');
}

/** A field of a form: what reads its value, or its fault. */
type FormField = (() => ByteString) | { readonly fault: string };

/** Collects the fields of a form, in the order in which they came. Their values are read only once somebody asks for them. */
export class FormFields implements FieldsReading {
  readonly #wanted: ReadonlySet<FieldName>;
  readonly #fields = new Map<FieldName, FormField>();
  #read: Fields | undefined;
  #count = 0;
  #twice: FieldName | undefined;

  /** @param wanted whose values are read; other fields of the API are there, and empty */
  constructor(wanted: ReadonlySet<FieldName>) {
    this.#wanted = wanted;
  }

  add(name: ByteString, value: () => ByteString): void {
    this.#count += 1;
    const known = fieldNameOf(name);
    if (known !== undefined) this.#put(known, this.#wanted.has(known) ? value : noText);
    else this.#addArray(name);
  }

  /** There are more fields than may be: the answer is known, and no further one is looked at. */
  isFull(): boolean {
    return this.#count > maxFields;
  }

  has(name: FieldName): boolean {
    return this.#fields.has(name);
  }

  get fields(): Fields {
    this.#read ??= readAll(this.#fields);
    return this.#read;
  }

  get fault(): string | undefined {
    if (this.isFull()) return tooManyFields;
    return this.#twice === undefined ? undefined : `${this.#twice} is given twice`;
  }

  /** PHP makes `arg1[]` an array in `arg1`. Without a closing bracket, or with other spellings, it is an unknown name to us. */
  #addArray(name: ByteString): void {
    const known = arrayNameOf(name);
    if (known !== undefined && name.includes(']')) this.#put(known, { fault: 'is an array' });
  }

  #put(name: FieldName, field: FormField): void {
    if (this.#fields.has(name)) this.#twice ??= name;
    this.#fields.set(name, field);
  }
}

function readAll(fields: ReadonlyMap<FieldName, FormField>): Fields {
  const read = new Map<FieldName, FieldValue>();
  for (const [name, field] of fields) read.set(name, typeof field === 'function' ? { text: field() } : field);
  return read;
}

function noText(): ByteString {
  return '';
}
