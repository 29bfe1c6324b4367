import { systemErrorCode } from '../../domain/text/system-error-code.ts';
import { errorText } from '../../domain/text/error-text.ts';

const advice: ReadonlyMap<string, string> = new Map([
  ['EACCES', "the gateway's user has no permission; give it the folder with all its files (chown -R USER FOLDER)"],
  ['EPERM', "the gateway's user has no permission; give it the folder with all its files (chown -R USER FOLDER)"],
  ['EROFS', 'its file system is mounted read-only; in a systemd unit, name the folder in ReadWritePaths or StateDirectory'],
  ['ENOSPC', 'the disk is full; make room on it'],
  ['EDQUOT', "the user's quota is used up; make room in it"],
  ['EFBIG', "the process's limit for the size of files is reached; raise it (LimitFSIZE)"],
  ['EISDIR', 'a folder is in the place of the file; move it away'],
  ['ENOTDIR', 'a part of the path is no folder; correct the path'],
  ['ELOOP', 'its symbolic links lead in a circle; correct them'],
  ['ENAMETOOLONG', 'the path is too long; choose a shorter one'],
  ['EMFILE', "the process's limit of open files is reached; raise it (LimitNOFILE)"],
  ['ENFILE', "the system's limit of open files is reached; raise it (fs.file-max)"],
  ['EIO', 'the disk reports a fault; check it'],
  ['ENOENT', 'it does not exist; create it'],
]);

/** What the system said of a file or folder, and what to change. */
export function diskFault(error: unknown): string {
  const code = systemErrorCode(error);
  const words = advice.get(code) ?? errorText(error);
  return `${words} (${code})`;
}
