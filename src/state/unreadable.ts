import { readAccessAdvice } from '../disk/read-access-advice.ts';

/** What to tell the administrator of a file or folder that cannot be read: which, why, and what to change. */
export function unreadable(path: string, code: string): string {
  if (code === 'ENOENT') return `${path} does not exist: state.files must name the folder in which the panel is installed`;
  if (code !== 'EACCES' && code !== 'EPERM') return `${path} cannot be read (${code})`;
  return `${path} cannot be read (${code}): ${readAccessAdvice(path)}`;
}
