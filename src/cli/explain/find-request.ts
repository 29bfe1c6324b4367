import { createReadStream } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { createGunzip } from 'node:zlib';
import { fieldsOf } from '../../domain/text/json-fields.ts';

export type AuditFields = Readonly<Record<string, unknown>>;

/** The audit log and what was rotated away, as logrotate names it, the newest first. */
export async function auditFiles(file: string): Promise<readonly string[]> {
  const [folder, name] = [dirname(file), basename(file)];
  const found = (await readdir(folder)).filter(
    (each) => each === name || each.startsWith(`${name}.`) || each.startsWith(`${name}-`),
  );
  const files = await Promise.all(
    found.map(async (each) => ({ path: join(folder, each), stats: await stat(join(folder, each)) })),
  );
  return files
    .filter(({ stats }) => stats.isFile())
    .toSorted((one, other) => other.stats.mtimeMs - one.stats.mtimeMs)
    .map(({ path }) => path);
}

/** Every line that is a record, the oldest of the file first; others are passed over, such as one that was cut. */
export async function* auditRecords(path: string): AsyncGenerator<AuditFields> {
  const bytes = createReadStream(path);
  const lines = createInterface({ input: path.endsWith('.gz') ? bytes.pipe(createGunzip()) : bytes, crlfDelay: Infinity });
  try {
    for await (const line of lines) {
      const record = recordIn(line);
      if (record !== undefined) yield record;
    }
  } finally {
    bytes.destroy();
  }
}

/** The lines of a request: one, or that from before it was sent and that from after it. */
export async function findRequest(file: string, id: string): Promise<readonly AuditFields[]> {
  for (const path of await auditFiles(file)) {
    const found: AuditFields[] = [];
    for await (const record of auditRecords(path)) if (record['id'] === id) found.push(record);
    if (found.length > 0) return found;
  }
  return [];
}

function recordIn(line: string): AuditFields | undefined {
  try {
    return fieldsOf(JSON.parse(line));
  } catch {
    // The end of a line that was cut, or a line of something else.
    return undefined;
  }
}
