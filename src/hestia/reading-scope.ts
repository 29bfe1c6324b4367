import { allFields, type FieldName } from './fields.ts';

/** How much of a body is read. */
export interface ReadingScope {
  /** Whose values are read; other fields of the API are there, and empty. */
  readonly wanted: ReadonlySet<FieldName>;
  /** Of JSON: names, at all depths together. */
  readonly maxFields: number;
  /** Of arrays and objects in each other, in JSON. */
  readonly maxDepth: number;
  /** What stands behind the closing delimiter of a multipart body is read, too. */
  readonly readsEpilogue: boolean;
}

/**
 * PHP reads no more than 1,000 fields of a form (`max_input_vars`) and drops the rest; `json_decode` gives up at a depth of 512.
 */
export const wholeCall: ReadingScope = {
  wanted: new Set(allFields),
  maxFields: 1000,
  maxDepth: 512,
  readsEpilogue: true,
};

/**
 * For a request that is refused whatever it says: clients send some twenty fields, and no arrays. What has more is answered with text, so that
 * a stranger's body costs little more than what it takes to receive it.
 */
export const dialectOnly: ReadingScope = {
  wanted: new Set(['returncode']),
  maxFields: 50,
  maxDepth: 1,
  readsEpilogue: false,
};
