import { statSync } from 'node:fs';
import { dirname } from 'node:path';
import { groupName } from './group-name.ts';
import { runningUser } from './running-user.ts';

export interface AdvisedFile {
  /** As the panel makes it: `660`. */
  readonly usualMode?: string;
  /** It is written elsewhere and moved into its place, so it gets no default ACL of the folder. */
  readonly isMovedIntoPlace?: boolean;
}

/** What keeps this process from the file: the file itself, or the nearest folder above it that may not be entered. */
interface Barrier {
  readonly path: string;
  readonly isFolder: boolean;
  readonly mode: number;
  readonly group: number;
}

/**
 * How the user that runs gets read access that lasts. The panel makes its files anew all day, and an ACL of a file is gone with the old one.
 * Membership in a group that may read the file lasts, and so does the default ACL of the folder, where files are made in it. What several files
 * have in common comes first, up to `; or `.
 */
export function readAccessAdvice(path: string, { usualMode, isMovedIntoPlace = false }: AdvisedFile = {}): string {
  const barrier = barrierOn(path);
  const user = runningUser();
  if (barrier === undefined) return `give ${user} access (x) to the folders above it`;
  const it = barrier.path === path ? 'it' : barrier.path;
  const mode = (barrier.mode & 0o777).toString(8).padStart(3, '0');
  const name = groupName(barrier.group) ?? String(barrier.group);
  const inGroup =
    `(SupplementaryGroups=${name} in the unit, group_add: ['${barrier.group}'] in compose, ` +
    `or usermod -aG ${name} ${user}), and restart`;
  const isOpen = isOpenToGroup(barrier);
  if (isMovedIntoPlace) {
    const noAcl = 'an ACL (setfacl) does not last, because the panel moves a new file into its place';
    if (isOpen) return `give ${user} the group ${name}, which may read it ${inGroup}; ${noAcl}`;
    const usual = usualMode === undefined || it !== 'it' ? '' : `; the panel's own mode is ${usualMode}`;
    const chmod = `chmod ${barrier.isFolder ? 'g+rx' : 'g+r'} ${barrier.path}`;
    return `mode ${mode} does not let the group ${name} read ${it}${usual}: ${chmod}, and give ${user} that group ${inGroup}; ${noAcl}`;
  }
  const folder = it === 'it' && barrier.isFolder ? path : dirname(path);
  const byAcl =
    `give ${user} access by the folder's default ACL, which new files get, too: ` +
    `setfacl -R -m u:${user}:rX,d:u:${user}:rX ${folder}; the folders above need access (x)`;
  if (isOpen) return `give ${user} the group ${name}, which may read it ${inGroup}; or ${byAcl}`;
  const isMasked = usualMode === undefined && !barrier.isFolder;
  return isMasked ? `${byAcl}, and a new file must not be made with mode ${mode}, which masks the ACL` : byAcl;
}

/** Undefined: nothing on the way can be seen. */
function barrierOn(path: string): Barrier | undefined {
  try {
    const stats = statSync(path);
    return { path, isFolder: stats.isDirectory(), mode: stats.mode, group: stats.gid };
  } catch {
    // A folder above may not be entered, or is not there.
    const folder = dirname(path);
    return folder === path ? undefined : barrierOn(folder);
  }
}

function isOpenToGroup({ isFolder, mode }: Barrier): boolean {
  const needed = isFolder ? 0o050 : 0o040;
  return (mode & needed) === needed;
}
