import { chmodSync, chownSync, lstatSync } from 'node:fs';
import { StartError } from '../domain/start-error.ts';
import { mustRun, runProgram } from './run-program.ts';

/** Who may do what with a file: owner, mode, and an access control list where there is one. */
export interface FileRights {
  readonly uid: number;
  readonly gid: number;
  /** The permission bits, such as 0o640. */
  readonly mode: number;
  /** As `getfacl --numeric` writes it. Undefined: no list beyond the mode. */
  readonly acl?: string;
}

const permissionBits = 0o7777;

/** @throws StartError where the file has an access control list and nothing here can read it */
export async function rightsOf(path: string): Promise<FileRights> {
  const { uid, gid, mode } = lstatSync(path);
  const rights = { uid, gid, mode: mode & permissionBits };
  return (await hasAcl(path)) ? { ...rights, acl: await aclOf(path) } : rights;
}

/** Puts owner, mode and access control list back, whatever stands there now. */
export async function restoreRights(path: string, { uid, gid, mode, acl }: FileRights): Promise<void> {
  const now = await rightsOf(path);
  // The list first, because the mode of a file that has one shows its mask.
  if (acl === undefined && now.acl !== undefined) await mustRun('setfacl', ['--remove-all', '--', path]);
  chownSync(path, uid, gid);
  chmodSync(path, mode);
  if (acl !== undefined) await mustRun('setfacl', ['--set-file=-', '--', path], { input: acl });
}

export function sameRights(one: FileRights, other: FileRights): boolean {
  return one.uid === other.uid && one.gid === other.gid && one.mode === other.mode && one.acl === other.acl;
}

/** `ls` marks the mode of such a file with a plus sign, also where the tools for these lists are not installed. */
async function hasAcl(path: string): Promise<boolean> {
  const [mode = ''] = (await mustRun('ls', ['-ldn', '--', path])).split(' ');
  return mode.endsWith('+');
}

async function aclOf(path: string): Promise<string> {
  const { code, stdout } = await runProgram('getfacl', ['--numeric', '--omit-header', '--absolute-names', '--', path]).catch(
    (cause: unknown) => {
      throw new StartError('EHOST', `${path} has an access control list, which cannot be read: apt-get install acl`, { cause });
    },
  );
  if (code === 0) return stdout.trim();
  throw new StartError('EHOST', `the access control list of ${path} cannot be read (getfacl ended with ${code})`);
}
