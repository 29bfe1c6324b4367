import { asksForExitCode } from './asks-for-exit-code.ts';
import { readFields } from './read-fields.ts';
import { dialectOnly } from './reading-scope.ts';

/** Whether the client wants the bare exit code, of a request that is refused whatever else its body says; undefined where it is not known. */
export function wantsReturncode(contentType: string | undefined, body: Buffer): boolean | undefined {
  return asksForExitCode(readFields(contentType, body, dialectOnly));
}
