import { leaf } from '../values/leaf.ts';
import { textForm } from '../text/written-form.ts';

/** Other names of the process's own output: opening them as files fails for another user and under systemd, and they cannot be rotated. */
const outputs: ReadonlyMap<string, string> = new Map([
  ['/dev/stdout', 'standard output'],
  ['/dev/fd/1', 'standard output'],
  ['/proc/self/fd/1', 'standard output'],
  ['/dev/stderr', 'standard error'],
  ['/dev/fd/2', 'standard error'],
  ['/proc/self/fd/2', 'standard error'],
]);

/**
 * The path of a file that is written to, as it is written.
 *
 * @param advice what to write instead of the process's own output
 */
export function logFilePath(expected: string, advice: string) {
  return leaf(
    expected,
    (raw, fault) => {
      if (typeof raw !== 'string' || raw.trim() === '' || raw.includes('\0')) return undefined;
      const output = outputs.get(raw.replaceAll(/\/{2,}/g, '/'));
      return output === undefined ? raw : fault(`${raw} is ${output}, which is no file: ${advice}`);
    },
    textForm('path'),
  );
}
