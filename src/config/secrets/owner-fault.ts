/** Of the system. */
export type UserId = number;

const root: UserId = 0;

/**
 * Whether a file that says who may do what belongs to somebody else than root and who reads it.
 *
 * @returns that it does, and what to change, to stand behind the file's name
 */
export function ownerFault(path: string, owner: UserId, reader: UserId = process.geteuid?.() ?? root): string | undefined {
  if (owner === root || owner === reader) return undefined;
  return `belongs to the user with the id ${owner}, who could change it: chown root ${path}`;
}
