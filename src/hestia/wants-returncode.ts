import { readFields } from './read-fields.ts';
import { dialectOnly } from './reading-scope.ts';

/** Whether the client wants the bare exit code, of a request that is refused whatever else its body says. */
export function wantsReturncode(contentType: string | undefined, body: Buffer): boolean {
  const value = readFields(contentType, body, dialectOnly)?.fields.get('returncode');
  return value !== undefined && 'text' in value && value.text === 'yes';
}
