import { chmodSync, chownSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** Lets the ordinary user that gateway processes run as read a folder with all that is in it. */
export function handOver(folder: string): void {
  for (const name of ['.', ...readdirSync(folder, { recursive: true, encoding: 'utf8' })]) {
    const path = join(folder, name);
    chmodSync(path, statSync(path).isDirectory() ? 0o755 : 0o644);
    if (process.getuid?.() === 0) chownSync(path, 65534, 65534);
  }
}
