import { existsSync, lstatSync, mkdirSync, readFileSync, rmdirSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { replaceFile } from '../../disk/files/replace-file.ts';
import { StartError } from '../../domain/start-error.ts';
import { restoreRights, rightsOf, sameRights } from '../../host/file-rights.ts';
import type { Deeds, FileChange, FileState } from './change.ts';
import { takeEffect } from './take-effect.ts';

const folderMode = 0o755;

export const fileDeeds: Deeds<FileChange> = {
  refreshed: async (change) => ({
    ...change,
    before: await fileState(change.path),
    newFolders: missingFolders(change.path),
  }),

  remembered: async (change) => change,

  isMade: async ({ path, after }) => isSame(await fileState(path), after),

  make: async ({ path, before, after, newFolders, effect }) => {
    const now = await fileState(path);
    if (!isSame(now, after)) {
      if (now !== undefined && now.text !== before?.text && now.text !== after.text)
        throw new StartError(
          'EHOST',
          `${path} was changed by somebody else meanwhile; look at it, then take setup back or move it away`,
        );
      for (const folder of newFolders) if (!existsSync(folder)) mkdirSync(folder, { mode: folderMode });
      await write(path, after);
    }
    await takeEffect(effect);
  },

  takeBack: async ({ path, before, after, newFolders, effect }) => {
    const now = await fileState(path);
    const isOurs = now?.text === after.text;
    const isBefore = now?.text === before?.text;
    if (!isOurs && !isBefore) return [`${path} was changed since, and stays as it is`];
    // Left behind by a writer that was killed.
    rmSync(`${path}.new`, { force: true });
    if (before === undefined) rmSync(path, { force: true });
    else if (!isSame(now, before)) await write(path, before);
    for (const folder of newFolders.toReversed()) removeEmpty(folder);
    await takeEffect(effect);
    return [];
  },
};

/** @throws StartError where something else than a regular file is in its place */
export async function fileState(path: string): Promise<FileState | undefined> {
  if (!existsSync(path)) return undefined;
  if (!lstatSync(path).isFile()) throw new StartError('EHOST', `${path} is not a regular file; move it away`);
  return { text: readFileSync(path, 'latin1'), rights: await rightsOf(path) };
}

async function write(path: string, { text, rights }: FileState): Promise<void> {
  await replaceFile(path, { content: Buffer.from(text, 'latin1'), mode: rights.mode, owner: rights });
  await restoreRights(path, rights);
}

function isSame(one: FileState | undefined, other: FileState | undefined): boolean {
  if (one === undefined || other === undefined) return one === other;
  return one.text === other.text && sameRights(one.rights, other.rights);
}

function missingFolders(path: string): readonly string[] {
  const folder = dirname(path);
  return existsSync(folder) ? [] : [...missingFolders(folder), folder];
}

function removeEmpty(folder: string): void {
  try {
    rmdirSync(folder);
  } catch {
    // Others have put something into it, or it is gone.
  }
}
