import { constants } from 'node:fs';
import { type FileHandle, lstat, open } from 'node:fs/promises';
import { systemErrorCode } from '../../../domain/text/system-error-code.ts';

const ordinary = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK | constants.O_NOCTTY;

/**
 * Opens a file of the audit log. Its folder belongs to the gateway's user, and who reads is often root: a link or a pipe that another user has put
 * there leads nowhere. Links and pipes of root and of who reads are followed, such as those of a shell.
 *
 * @throws Error of the system, or that says what is wrong
 */
export async function openToRead(path: string): Promise<FileHandle> {
  try {
    const file = await open(path, ordinary);
    if ((await file.stat()).isFile()) return file;
    await file.close();
  } catch (error) {
    if (systemErrorCode(error) !== 'ELOOP') throw error;
  }
  const { uid } = await lstat(path);
  if (uid !== 0 && uid !== process.getuid?.())
    throw new Error(`it is a link or no ordinary file, and belongs to another user (uid ${uid}); name the file itself`);
  return open(path, constants.O_RDONLY | constants.O_NOCTTY);
}
