import { statSync } from 'node:fs';
import { dirname } from 'node:path';
import { groupName } from '../disk/files/group-name.ts';
import { runningUser } from '../disk/files/running-user.ts';

/** Says, behind the name of a file or a socket that may not be used, who runs the command and as which user to run it instead. */
export function accessAdvice(path: string): string {
  const group = groupOf(path);
  const inGroup = group === undefined ? '' : `, or as a user in the group ${group}`;
  return `may not be used by ${runningUser()}, who runs this command; run it as root${inGroup}`;
}

/** The group that may use the file, or enter the folder that keeps it from being seen; undefined: none but its owner may. */
function groupOf(path: string): string | undefined {
  try {
    const { gid, mode } = statSync(path);
    return (mode & 0o050) === 0 ? undefined : (groupName(gid) ?? String(gid));
  } catch {
    // The folder may not be entered.
    return dirname(path) === path ? undefined : groupOf(dirname(path));
  }
}
