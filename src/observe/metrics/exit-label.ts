/** The panel's own exit codes end here; commands that administrators added may have any other. */
const highestExitCode = 21;

const ownExitCodes: ReadonlySet<string> = new Set(Array.from({ length: highestExitCode + 1 }, (_, code) => String(code)));

/** The label of an exit code: `0` to `21`, `other`, or `unknown` where there was none. */
export function exitLabel(exitCode: string | undefined): string {
  if (exitCode === undefined) return 'unknown';
  return ownExitCodes.has(exitCode) ? exitCode : 'other';
}
