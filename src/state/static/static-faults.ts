import { printableText } from '../../hestia/text/printable-text.ts';

const maxFaults = 20;

/** The faults of a static file, each with its place. Values are not repeated: a secret may stand where its digest belongs. */
export class StaticFaults {
  readonly #texts: string[] = [];
  #left = 0;

  add(path: string, text: string): undefined {
    if (this.#texts.length < maxFaults) this.#texts.push(path === '' ? text : `${path}: ${text}`);
    else this.#left += 1;
  }

  get any(): boolean {
    return this.#texts.length > 0;
  }

  texts(): readonly string[] {
    return this.#left === 0 ? this.#texts : [...this.#texts, `and ${this.#left} more`];
  }
}

/** The fields of a mapping; undefined, and a fault, for anything else. */
export function fieldsAt(value: unknown, path: string, faults: StaticFaults): ReadonlyMap<string, unknown> | undefined {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return new Map(Object.entries(value));
  return faults.add(path, `expected a mapping, found ${kindOf(value)}`);
}

/** The fields of a mapping that has no others than these. */
export function knownFieldsAt(
  value: unknown,
  place: { readonly path: string; readonly known: ReadonlySet<string> },
  faults: StaticFaults,
): ReadonlyMap<string, unknown> | undefined {
  const fields = fieldsAt(value, place.path, faults);
  for (const name of fields?.keys() ?? []) {
    if (!place.known.has(name)) faults.add(pathBelow(place.path, name), `unknown field; expected ${[...place.known].join(', ')}`);
  }
  return fields;
}

/** A list of texts; undefined, and a fault, for anything else. */
export function textsAt(value: unknown, path: string, faults: StaticFaults): readonly string[] | undefined {
  if (!Array.isArray(value)) return faults.add(path, `expected a list, found ${kindOf(value)}`);
  const items: readonly unknown[] = value;
  const texts = items.filter((item) => typeof item === 'string');
  if (texts.length === items.length) return texts;
  return faults.add(path, 'expected texts alone; put what looks like a number in quotes');
}

export function pathBelow(path: string, name: string): string {
  return path === '' ? printableText(name) : `${path}.${printableText(name)}`;
}

export function kindOf(value: unknown): string {
  if (value === undefined || value === null) return 'nothing';
  if (Array.isArray(value)) return 'a list';
  return typeof value === 'object' ? 'a mapping' : `a ${typeof value === 'string' ? 'text' : typeof value}`;
}
