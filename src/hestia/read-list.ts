import type { ByteString } from '../domain/call.ts';
import { jsonOfList, ListFault, type ListValue } from './json-of-list.ts';

export type ListReading<Facts> =
  | { readonly kind: 'facts'; readonly facts: Facts }
  /** In words, without a value: the panel's answers hold secrets. */
  | { readonly kind: 'fault'; readonly fault: string };

/** Reads the answer of one of the panel's commands, by its content alone. */
export function readList<Facts>(text: ByteString, factsOf: (value: ListValue) => Facts): ListReading<Facts> {
  try {
    return { kind: 'facts', facts: factsOf(jsonOfList(text)) };
  } catch (error) {
    // Reading and judging the shape are the same matter to whoever asked; every other error is a fault of the gateway's own.
    if (error instanceof ListFault) return { kind: 'fault', fault: error.message };
    throw error;
  }
}

/** The same for a list that may be empty, and is then answered with no text at all. */
export function readEntriesList<Facts>(text: ByteString, factsOf: (value: ListValue) => Facts): ListReading<Facts> {
  return readList(text === '' ? '{}' : text, factsOf);
}
