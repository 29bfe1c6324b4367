import { expectedWords } from './choice.ts';
import { leaf } from './leaf.ts';
import { writtenForm } from '../text/written-form.ts';

/** One of several header fields, in lower case: their names have no case (RFC 9110, 5.1). */
export function headerName<Name extends string>(...names: readonly Name[]) {
  return leaf(
    expectedWords(names),
    (raw) => (typeof raw === 'string' ? names.find((name) => name === raw.toLowerCase()) : undefined),
    writtenForm<Name>({ anyOf: [{ enum: [...names] }] }),
  );
}
