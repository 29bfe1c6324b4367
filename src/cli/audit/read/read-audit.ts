import { lstat, readdir } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { errorText } from '../../../domain/text/error-text.ts';
import { fieldsOf } from '../../../domain/text/json-fields.ts';
import type { Terminal } from '../../../terminal/terminal.ts';
import { bytesOf } from './bytes-of.ts';
import { linesOf } from './lines-of.ts';

export type AuditFields = Readonly<Record<string, unknown>>;

/** Is told of a file that is left out, and why. */
export type LeftOut = (path: string, why: string) => void;

/** The audit log and what logrotate moved away, the newest first. */
export async function auditFiles(file: string, leftOut: LeftOut): Promise<readonly string[]> {
  const [folder, name] = [dirname(file), basename(file)];
  const found = (await readdir(folder)).filter(
    (each) => each === name || each.startsWith(`${name}.`) || each.startsWith(`${name}-`),
  );
  const files = await Promise.all(found.map((each) => fileAt(join(folder, each), leftOut)));
  return files
    .flatMap((each) => each ?? [])
    .toSorted((one, other) => other.changedMs - one.changedMs)
    .map(({ path }) => path);
}

interface AuditFile {
  readonly path: string;
  readonly changedMs: number;
}

async function fileAt(path: string, leftOut: LeftOut): Promise<AuditFile | undefined> {
  const stats = await lstat(path).catch(errorText);
  if (typeof stats === 'string') leftOut(path, stats);
  else if (stats.isSymbolicLink()) leftOut(path, 'it is a symbolic link, which neither the gateway nor logrotate makes');
  else if (stats.isFile() && packedOtherwise.test(path)) leftOut(path, 'only gzip is read here; unpack it');
  else if (stats.isFile()) return { path, changedMs: stats.mtimeMs };
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
    tellLeftOut(terminal)(path, `from somewhere on it cannot be read: ${errorText(error)}`);
  }
}

/** Undefined: it is the end of a line that was cut, or a line of something else. */
export function auditLineOf(line: string): AuditLine | undefined {
  const record = recordIn(line);
  return record === undefined ? undefined : { record, line };
}

function recordIn(line: string): AuditFields | undefined {
  try {
    return fieldsOf(JSON.parse(line));
  } catch {
    // The end of a line that was cut, or a line of something else.
    return undefined;
  }
}

/** Names what is left out on standard error. */
export function tellLeftOut({ stderr }: Pick<Terminal, 'stderr'>): LeftOut {
  return (path, why) => void stderr.write(`hearthgate: ${path} is left out: ${why}\n`);
}
