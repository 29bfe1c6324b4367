import type { FieldName } from './fields.ts';
import { readFields } from './read-fields.ts';

const returncode: ReadonlySet<FieldName> = new Set(['returncode']);

/** Whether the client wants the bare exit code, of a request that is refused whatever else its body says: nothing else of it is read. */
export function wantsReturncode(contentType: string | undefined, body: Buffer): boolean {
  const value = readFields(contentType, body, returncode)?.fields.get('returncode');
  return value !== undefined && 'text' in value && value.text === 'yes';
}
