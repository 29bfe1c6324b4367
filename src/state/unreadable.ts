/** What to tell the administrator of a file or folder that cannot be read: which, why, and what to change. */
export function unreadable(path: string, code: string, kind: 'file' | 'folder'): string {
  if (code === 'ENOENT') return `${path} does not exist: state.files must name the folder in which the panel is installed`;
  if (code !== 'EACCES' && code !== 'EPERM') return `${path} cannot be read (${code})`;
  const access = kind === 'file' ? 'r' : 'rx';
  return (
    `${path} cannot be read (${code}): give the gateway's user read access, for example with setfacl -m u:hearthgate:${access} ${path}, ` +
    'and access (x) to the folders above'
  );
}
