import { chmodSync, chownSync, existsSync, lstatSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { replaceFile } from '../../disk/files/replace-file.ts';
import { StartError } from '../../domain/start-error.ts';
import { itemsOf, fieldsOf } from '../../domain/text/json-fields.ts';
import type { Change } from '../changes/change.ts';
import type { DirectCaller } from '../../host/direct-calls.ts';
import { journalFolder } from '../../host/installed.ts';

export type SetupMode = 'beside' | 'inside';

/** A change and how far it has got. `begun` is written before anything is changed, so that a crash leaves nothing unknown. */
export interface SetupStep {
  readonly state: 'planned' | 'begun' | 'made' | 'bypassed';
  readonly change: Change;
  /** Why, for the administrator. */
  readonly reason: string;
  /** It closes the direct way to the panel: a bypass takes it back. */
  readonly closesDirectWay: boolean;
  /** Who had called the panel directly shortly before, and was refused by this step all the same, as the administrator wanted it. */
  readonly overridden?: readonly DirectCaller[];
}

/** What setup does and has done on this host: values, never commands. */
export interface SetupJournal {
  readonly version: 1;
  readonly mode: SetupMode;
  readonly port: number | undefined;
  readonly entries: readonly SetupStep[];
  /** It is being taken back. */
  readonly isEnding?: true;
  /** Wall clock. Until then somebody has to confirm, else everything is taken back. */
  readonly confirmByMs: number | undefined;
}

const path = join(journalFolder, 'journal.json');
const folderMode = 0o700;
const fileMode = 0o600;

/**
 * @returns undefined where setup has changed nothing on this host
 * @throws StartError where the journal is not what this program wrote
 */
export function readSetupJournal(): SetupJournal | undefined {
  if (!existsSync(path)) return undefined;
  const { uid } = lstatSync(journalFolder);
  if (uid !== process.getuid?.())
    throw new StartError('EHOST', `${journalFolder} belongs to another user; setup does not believe it`);
  const found = parsed(readFileSync(path, 'utf8'));
  if (isJournal(found)) return found;
  throw new StartError(
    'EHOST',
    `${path} is damaged, or of another version of this program; docs/operations.md has the way back by hand`,
  );
}

/** Keeps it in one step; half of it is never there. */
export async function writeSetupJournal(journal: SetupJournal): Promise<void> {
  if (!existsSync(journalFolder)) mkdirSync(journalFolder, { mode: folderMode });
  if (!lstatSync(journalFolder).isDirectory()) throw new StartError('EHOST', `${journalFolder} is not a folder; move it away`);
  chownSync(journalFolder, process.getuid?.() ?? 0, process.getgid?.() ?? 0);
  chmodSync(journalFolder, folderMode);
  await replaceFile(path, { content: `${JSON.stringify(journal, undefined, 2)}\n`, mode: fileMode });
}

export function removeJournal(): void {
  rmSync(path, { force: true });
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Told by the caller, with the path.
    return undefined;
  }
}

const states: ReadonlySet<unknown> = new Set(['planned', 'begun', 'made', 'bypassed']);
const kinds: ReadonlySet<unknown> = new Set(['file', 'lines', 'units', 'list', 'rule', 'guard']);

/** It lies in a folder that only root can write, so its form is looked at, and not each value. */
function isJournal(found: unknown): found is SetupJournal {
  const { version, mode, entries } = fieldsOf(found);
  return (
    version === 1 &&
    (mode === 'beside' || mode === 'inside') &&
    Array.isArray(entries) &&
    itemsOf(entries).every((step) => {
      const { state, change } = fieldsOf(step);
      return states.has(state) && kinds.has(fieldsOf(change)['kind']);
    })
  );
}

/** Left behind by a writer that was killed; to be called while no other one writes. */
export function forgetHalfJournal(): void {
  rmSync(`${path}.new`, { force: true });
}
