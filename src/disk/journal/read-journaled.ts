import { fieldsOf } from '../../domain/text/json-fields.ts';
import { StartError } from '../../domain/start-error.ts';
import { readOwnFile } from '../files/read-own-file.ts';

export type SnapshotFields = Readonly<Record<string, unknown>>;

/** The version that this program writes, and the newest that it reads. */
export const fileVersion = 1;

export interface JournalContent {
  readonly number: number;
  readonly records: readonly unknown[];
  /** Lines that cannot be read. */
  readonly broken: number;
}

/**
 * The JSON object in a file; one without fields where there is no file, undefined where the file is something else.
 *
 * @throws StartError where it cannot be known what the file holds
 */
export function readSnapshot(path: string): SnapshotFields | undefined {
  const text = readOwnFile(path);
  if (text === undefined) return {};
  const content = fieldsOf(parsed(text));
  return isReadable(content['version'], path) ? content : undefined;
}

/**
 * The lines of a journal behind its first one.
 *
 * @param isWriter false: another process may write the last line just now, so that it may be incomplete
 * @throws StartError where it cannot be known what the file holds
 */
export function readJournal({ path, number }: { path: string; number: number }, isWriter: boolean): JournalContent {
  const [head = '', ...lines] = (readOwnFile(path) ?? '').split('\n');
  const last = lines.pop() ?? '';
  if (head === '') return { number, records: [], broken: 0 };
  const records = lines.map(parsed).filter((record) => record !== undefined);
  const headIsBroken = !isReadable(fieldsOf(parsed(head))['version'], path);
  const broken = lines.length - records.length + Number(isWriter && last !== '') + Number(headIsBroken);
  return { number, records, broken };
}

function isReadable(version: unknown, path: string): boolean {
  if (typeof version === 'number' && version > fileVersion) {
    throw new StartError(
      'EDATASTART',
      `data: ${path} was written by a newer version of this program (version ${version} of the file, ${fileVersion} is the newest known here); ` +
        'start that version, or move the file away',
    );
  }
  return version === fileVersion;
}

/** Undefined: the text is not JSON. */
function parsed(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text);
    return value;
  } catch {
    // Its reader says which file that is.
    return undefined;
  }
}
