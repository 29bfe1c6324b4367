import { fileURLToPath } from 'node:url';

/** A path of the project, from its root. The compiled bench lies four folders below it. */
export function projectFile(path: string): string {
  return fileURLToPath(new URL(`../../../../${path}`, import.meta.url));
}
