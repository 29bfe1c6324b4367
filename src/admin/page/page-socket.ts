import { basename, dirname, extname, join } from 'node:path';

/**
 * Where browsers are led to by `ssh -L`, beside the socket of commands: `admin-page.sock` beside `admin.sock`. Whatever runs on the computer of the
 * browser reaches what is led there, so that nobody may be a command by it, whatever name he asks for.
 */
export function pageSocketOf(path: string): string {
  const end = extname(path);
  return join(dirname(path), `${basename(path, end)}-page${end}`);
}
