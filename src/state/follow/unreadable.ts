import { type AdvisedFile, readAccessAdvice } from '../../disk/files/read-access-advice.ts';

/** What to tell the administrator of a file or folder that cannot be read: which, why, and what to change. */
export function unreadable(path: string, code: string, file?: AdvisedFile): string {
  if (code !== 'EACCES' && code !== 'EPERM') return `${path} cannot be read (${code})`;
  return `${path} cannot be read (${code}): ${readAccessAdvice(path, file)}`;
}
