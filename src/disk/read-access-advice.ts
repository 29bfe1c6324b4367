import { statSync } from 'node:fs';
import { userInfo } from 'node:os';
import { dirname } from 'node:path';

/**
 * How the user that runs gets read access that lasts. The panel makes its files anew all day, and an ACL of a file is gone with the old one;
 * membership in a group lasts, and so does the default ACL of a folder.
 */
export function readAccessAdvice(path: string): string {
  const user = runningUser();
  const group = groupThatReads(path);
  const folder = isFolder(path) ? path : dirname(path);
  const byGroup =
    group === undefined
      ? ''
      : `give ${user} the group ${group}, which may read it (SupplementaryGroups=${group} in the unit, group_add: ['${group}'] in compose, ` +
        `or usermod -aG ${group} ${user}), and restart; or `;
  return (
    `${byGroup}give ${user} access by the folder's default ACL, which new files get, too: setfacl -R -m u:${user}:rX,d:u:${user}:rX ${folder}; ` +
    'the folders above need access (x). An ACL of the file alone is gone as soon as it is written anew'
  );
}

function isFolder(path: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch {
    // It is spoken of by the folder above then.
    return false;
  }
}

/** Its name, or its number where it has none, as in a container. */
function runningUser(): string {
  try {
    return userInfo().username;
  } catch {
    // No entry in the system's list of users.
    return String(process.geteuid?.() ?? 'USER');
  }
}

/** The number of the group that a file belongs to, where that group may read it; undefined: it may not, or that cannot be seen. */
function groupThatReads(path: string): number | undefined {
  try {
    const { gid, mode } = statSync(path);
    return (mode & 0o040) === 0 ? undefined : gid;
  } catch {
    // The folder may not be entered.
    return groupOfFolderAbove(path);
  }
}

function groupOfFolderAbove(path: string): number | undefined {
  const folder = dirname(path);
  return folder === path ? undefined : groupThatReads(folder);
}
