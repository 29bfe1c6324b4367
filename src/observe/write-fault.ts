import { systemErrorCode } from '../domain/text/system-error-code.ts';
import { errorText } from '../domain/text/error-text.ts';
import { adviceOn } from '../domain/text/system-fault.ts';

/** Where lines are added to a file, some codes want other advice than where one is read. */
const advice: ReadonlyMap<string, string> = new Map([
  ['EACCES', "let the gateway's user write there"],
  ['EPERM', "let the gateway's user write there"],
  ['ENOENT', 'create its folder'],
  ['EISDIR', 'it is a folder; name a file'],
  ['ELOOP', 'it is a symbolic link; name the file itself'],
  ['EPIPE', 'the program that reads STREAM has ended'],
  ['EAGAIN', 'the program that reads STREAM does not keep up'],
]);

/** What a failed system call says, and what to change. */
export function writeFault(error: unknown, stream = 'standard output'): string {
  const message = errorText(error);
  const code = systemErrorCode(error);
  const hint = advice.get(code) ?? adviceOn(code);
  return hint === undefined ? message : `${message}; ${hint.replace('STREAM', stream)}`;
}
