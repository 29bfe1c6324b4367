import { textOf } from '../../domain/text/json-fields.ts';
import type { Terminal } from '../../terminal/terminal.ts';
import { type AuditFields, auditFiles, auditRecords, tellLeftOut } from '../audit/read/read-audit.ts';

/** The lines of a request, in their order: one, or that from before it was sent and that from after it, which may be in a newer file. */
export async function findRequest(file: string, id: string, terminal: Pick<Terminal, 'stderr'>): Promise<readonly AuditFields[]> {
  const found: AuditFields[] = [];
  for (const path of await auditFiles(file, tellLeftOut(terminal))) {
    const here: AuditFields[] = [];
    for await (const record of auditRecords(path, terminal)) if (record['id'] === id) here.push(record);
    found.unshift(...here);
    if (found.some(isFirst)) return found;
  }
  return found;
}

/** A call that was allowed has one from before; of others there is one alone. */
function isFirst({ event, decision }: AuditFields): boolean {
  return textOf(event) === 'sent' || textOf(decision) === 'refuse';
}
