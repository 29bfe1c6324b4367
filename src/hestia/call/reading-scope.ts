import { allFields, type FieldName } from './fields.ts';

/** How much of a body is read. */
export interface ReadingScope {
  /** Whose values are read; other fields of the API are there, and empty. */
  readonly wanted: ReadonlySet<FieldName>;
  /** What stands behind the closing delimiter of a multipart body is read, too. */
  readonly readsEpilogue: boolean;
}

export const wholeCall: ReadingScope = { wanted: new Set(allFields), readsEpilogue: true };

/** For a request that is refused whatever else it says. */
export const dialectOnly: ReadingScope = { wanted: new Set(['returncode']), readsEpilogue: false };
