import { readFileSync, statSync } from 'node:fs';
import { userInfo } from 'node:os';
import { dirname } from 'node:path';

/** Says, behind the name of a file or a socket that may not be used, who runs the command and as which user to run it instead. */
export function accessAdvice(path: string): string {
  const group = groupOf(path);
  const inGroup = group === undefined ? '' : `, or as a user in the group ${group}`;
  return `may not be used by ${callerName()}, who runs this command; run it as root${inGroup}`;
}

/** Its name, or its number where it has none, as in a container. */
function callerName(): string {
  try {
    return userInfo().username;
  } catch {
    // No entry in the system's list of users.
    return `user ${String(process.geteuid?.() ?? '?')}`;
  }
}

/** The group that may use the file, or enter the folder that keeps it from being seen; undefined: none but its owner may. */
function groupOf(path: string): string | undefined {
  try {
    const { gid, mode } = statSync(path);
    return (mode & 0o050) === 0 ? undefined : groupName(gid);
  } catch {
    // The folder may not be entered.
    return dirname(path) === path ? undefined : groupOf(dirname(path));
  }
}

function groupName(gid: number): string {
  try {
    const line = readFileSync('/etc/group', 'utf8')
      .split('\n')
      .find((entry) => entry.split(':')[2] === String(gid));
    return line?.split(':')[0] ?? String(gid);
  } catch {
    // Without that file groups have no names.
    return String(gid);
  }
}
