import type { ByteString } from '../../domain/call/call.ts';
import { jsonOfList, ListFault, type ListValue } from './json-of-list.ts';

export type ListReading<Facts> =
  | {
      readonly kind: 'facts';
      readonly facts: Facts;
      /** Entries that are there and cannot be read: why, by name. */
      readonly broken?: ReadonlyMap<string, string>;
    }
  /** In words, without a value: the panel's answers hold secrets. */
  | { readonly kind: 'fault'; readonly fault: string };

/** Reads the answer of one of the panel's commands, by its content alone. */
export function readList<Facts>(text: ByteString, factsOf: (value: ListValue) => Facts): ListReading<Facts> {
  try {
    return { kind: 'facts', facts: factsOf(jsonOfList(text)) };
  } catch (error) {
    // The caller treats both kinds of fault alike; every other error is a failure of the gateway's own.
    if (error instanceof ListFault) return { kind: 'fault', fault: error.message };
    throw error;
  }
}
