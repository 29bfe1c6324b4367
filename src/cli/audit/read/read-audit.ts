import { createReadStream } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { pipeline } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { errorText } from '../../../domain/text/error-text.ts';
import { fieldsOf } from '../../../domain/text/json-fields.ts';
import type { Terminal } from '../../../terminal/terminal.ts';
import { linesOf } from './lines-of.ts';

export type AuditFields = Readonly<Record<string, unknown>>;

/** The audit log and what logrotate moved away, the newest first. What cannot be read is named on standard error. */
export async function auditFiles(file: string, terminal: Pick<Terminal, 'stderr'>): Promise<readonly string[]> {
  const [folder, name] = [dirname(file), basename(file)];
  const found = (await readdir(folder)).filter(
    (each) => each === name || each.startsWith(`${name}.`) || each.startsWith(`${name}-`),
  );
  const files = await Promise.all(found.map((each) => fileAt(join(folder, each), terminal)));
  return files
    .flatMap((each) => each ?? [])
    .toSorted((one, other) => other.changedMs - one.changedMs)
    .map(({ path }) => path);
}

interface AuditFile {
  readonly path: string;
  readonly changedMs: number;
}

async function fileAt(path: string, terminal: Pick<Terminal, 'stderr'>): Promise<AuditFile | undefined> {
  try {
    const stats = await stat(path);
    if (!stats.isFile()) return undefined;
    if (!packedOtherwise.test(path)) return { path, changedMs: stats.mtimeMs };
    tell(terminal, path, 'only gzip is read here; unpack it');
  } catch (error) {
    tell(terminal, path, errorText(error));
  }
  return undefined;
}

const packedOtherwise = /\.(?:xz|bz2|zst|lz4|lzma|Z)$/;

/**
 * The records of such a file, the oldest first. What is no record is passed over, such as a line that was cut; a file that cannot be read to its end
 * is named on standard error.
 */
export async function* auditRecords(path: string, terminal: Pick<Terminal, 'stderr'>): AsyncGenerator<AuditFields> {
  try {
    for await (const line of linesOf(bytesOf(path))) {
      const record = recordIn(line);
      if (record !== undefined) yield record;
    }
  } catch (error) {
    tell(terminal, path, `from somewhere on it cannot be read: ${errorText(error)}`);
  }
}

/** What is in a file, unpacked where it is packed by gzip. */
export function bytesOf(path: string): AsyncIterable<string | Buffer> {
  const bytes = createReadStream(path);
  // What goes wrong with either of them is told by the one that is read, and who stops reading it closes both.
  return path.endsWith('.gz') ? pipeline(bytes, createGunzip(), () => undefined) : bytes;
}

function recordIn(line: string): AuditFields | undefined {
  try {
    return fieldsOf(JSON.parse(line));
  } catch {
    // The end of a line that was cut, or a line of something else.
    return undefined;
  }
}

function tell({ stderr }: Pick<Terminal, 'stderr'>, path: string, why: string): void {
  stderr.write(`hearthgate: ${path} is left out: ${why}\n`);
}
