/** A version of the panel with which something was tried; the manual has the same table. */
export interface TriedVersion {
  readonly version: string;
  readonly what: string;
}

export const triedVersions: readonly TriedVersion[] = [
  { version: '1.10.3', what: 'setup, its taking back and doctor, by the own commands of the panel' },
  { version: '1.10', what: 'the table of commands, their arguments and answers' },
];

/** The series that a version is of: `1.10`. */
export function seriesOf(version: string): string {
  return version.split('.').slice(0, 2).join('.');
}
