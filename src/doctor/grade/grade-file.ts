import { chmodSync, closeSync, constants, existsSync, fstatSync, lstatSync, mkdirSync, openSync, readSync } from 'node:fs';
import { dirname } from 'node:path';
import { replaceFile } from '../../disk/files/replace-file.ts';
import { StartError } from '../../domain/start-error.ts';
import type { WorstGrade } from './worst-grade.ts';

/** In a folder of root's own, which the gateway may read. */
export const gradeFile = '/var/lib/hearthgate-doctor/grade';

export interface KeptGrade {
  readonly grade: WorstGrade;
  /** Wall clock, whole seconds. */
  readonly atSeconds: number;
}

const folderMode = 0o755;
const fileMode = 0o644;
const maxBytes = 64;
const othersWrite = 0o022;

/**
 * Keeps the worst grade of a run: `GRADE SECONDS` and a line feed.
 *
 * @throws StartError where the folder is another user's
 */
export async function keepGrade(path: string, { grade, atSeconds }: KeptGrade): Promise<void> {
  const folder = dirname(path);
  // Whatever the process's mask says.
  if (!existsSync(folder)) {
    mkdirSync(folder, { recursive: true });
    chmodSync(folder, folderMode);
  }
  const uid = process.getuid?.() ?? 0;
  const stats = lstatSync(folder);
  if (!stats.isDirectory() || stats.uid !== uid || (stats.mode & othersWrite) !== 0)
    throw new StartError('EHOST', `${folder} must be a folder that its owner, root, alone can write; move it away`);
  await replaceFile(path, { content: `${grade} ${atSeconds}\n`, mode: fileMode });
}

/**
 * What the last run has kept.
 *
 * @param owner whose file and folder it must be
 * @returns undefined where there is none, or where it is damaged, another user's, or writable by others
 */
export function readGrade(path: string, owner = 0): KeptGrade | undefined {
  try {
    const folder = lstatSync(dirname(path));
    if (!folder.isDirectory() || folder.uid !== owner || (folder.mode & othersWrite) !== 0) return undefined;
    const [, grade, seconds] = /^([012]) (\d{1,12})\n$/.exec(textOf(path, owner)) ?? [];
    const known = ([0, 1, 2] as const).find((each) => String(each) === grade);
    return known === undefined ? undefined : { grade: known, atSeconds: Number(seconds) };
  } catch {
    // There is none: nobody has run it so, or it cannot be read.
    return undefined;
  }
}

function textOf(path: string, owner: number): string {
  const file = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOFOLLOW);
  try {
    const stats = fstatSync(file);
    if (!stats.isFile() || stats.uid !== owner || (stats.mode & othersWrite) !== 0) return '';
    const bytes = Buffer.alloc(maxBytes);
    return bytes.toString('latin1', 0, readSync(file, bytes));
  } finally {
    closeSync(file);
  }
}
