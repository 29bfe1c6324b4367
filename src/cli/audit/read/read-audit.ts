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
  for await (const { record } of auditLinesIn(path, terminal)) yield record;
}

/** A record, and the line that it was read from. */
export interface AuditLine {
  readonly record: AuditFields;
  readonly line: string;
}

/**
 * The same with their lines.
 *
 * @param maxBytes what is behind them is not read; undefined: all is
 */
export async function* auditLinesIn(
  path: string,
  terminal: Pick<Terminal, 'stderr'>,
  maxBytes?: number,
): AsyncGenerator<AuditLine> {
  if (maxBytes === 0) return;
  try {
    for await (const line of linesOf(bytesOf(path, maxBytes))) {
      const found = auditLineOf(line);
      if (found !== undefined) yield found;
    }
  } catch (error) {
    tell(terminal, path, `from somewhere on it cannot be read: ${errorText(error)}`);
  }
}

/** Undefined: it is the end of a line that was cut, or a line of something else. */
export function auditLineOf(line: string): AuditLine | undefined {
  const record = recordIn(line);
  return record === undefined ? undefined : { record, line };
}

/** What is in a file, unpacked where it is packed by gzip. */
export function bytesOf(path: string, maxBytes = Number.POSITIVE_INFINITY): AsyncIterable<string | Buffer> {
  const bytes = createReadStream(path, { end: maxBytes - 1 });
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
