import { readFileSync, readdirSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

export interface SourceFile {
  /** From the project's root, with `/`. */
  readonly path: string;
  readonly text: string;
}

/** The project's own code in these folders, without fixtures; a folder that is not there yet has none. */
export function sourceFiles(...folders: readonly string[]): SourceFile[] {
  return folders
    .flatMap((folder) => filesIn(join(root, folder)))
    .map((file) => {
      return { path: relative(root, file).split(sep).join('/'), text: readFileSync(file, 'utf8') };
    });
}

/** @param path from the project's root */
export function readProjectFile(path: string): string {
  return readFileSync(join(root, path), 'utf8');
}

const root = fileURLToPath(new URL('../..', import.meta.url));

function filesIn(folder: string): string[] {
  const entries = readdirSync(root, { withFileTypes: true }).some((entry) => join(root, entry.name) === folder)
    ? readdirSync(folder, { withFileTypes: true, recursive: true })
    : [];
  return entries
    .filter((entry) => entry.isFile() && /\.(?:tsx?|mts|mjs|js|php)$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((file) => !file.includes(`${sep}fixtures${sep}`));
}
