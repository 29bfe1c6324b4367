import { systemClock } from '../../../domain/clock.ts';
import { StartError } from '../../../domain/start-error.ts';
import { exitCode } from '../../../terminal/exit-code.ts';
import type { Terminal } from '../../../terminal/terminal.ts';
import { lineForms } from '../forms/line-forms.ts';
import type { ExportForm } from '../forms/export-forms.ts';
import { auditFileOf } from '../read/audit-files-of.ts';
import { auditFiles, type AuditLine, auditLineOf, auditLinesIn, tellLeftOut } from '../read/read-audit.ts';
import { filterOf, type WantedRecords } from './filter.ts';
import { forPeople, writerOf } from './find.ts';
import { openFollowed } from '../read/followed-file.ts';

export interface TailOptions extends WantedRecords {
  readonly lines: number;
  readonly follow: boolean;
  readonly config: string;
  readonly format: ExportForm | undefined;
}

/** Prints the last records that are wanted, and those that come. @returns the exit code */
export async function tail(options: TailOptions, terminal: Terminal): Promise<number> {
  const isWanted = filterOf(options, systemClock.wallMs());
  const { head, text } = options.format === undefined ? forPeople : lineForms[options.format];
  const current = await auditFileOf(options.config, terminal.env);
  // Before the others are looked for: what is rotated away from then on is read to its end.
  const followed = options.follow ? await openFollowed(current) : undefined;
  const files = await auditFiles(current, tellLeftOut(terminal));
  if (files.length === 0 && !options.follow) throw new StartError('EAUDITSTART', 'there is no file of the audit log yet');
  const write = writerOf(terminal.stdout);
  await write(head);
  const old = { path: current, size: followed?.size };
  for (const line of await lastOf(files, { count: options.lines, old, isWanted, terminal })) await write(text(line));
  if (followed === undefined) return exitCode.ok;
  const stopped = new AbortController();
  const stop = (): void => stopped.abort();
  for (const signal of ['SIGINT', 'SIGTERM']) terminal.signals.on(signal, stop);
  try {
    for await (const line of followed.read(stopped.signal)) {
      const found = auditLineOf(line);
      if (found !== undefined && isWanted(found.record)) await write(text(found));
    }
  } finally {
    for (const signal of ['SIGINT', 'SIGTERM']) terminal.signals.off(signal, stop);
    await followed.close();
  }
  return exitCode.ok;
}

interface Last {
  readonly count: number;
  /** The file that is followed, where what is behind its size comes later. */
  readonly old: { readonly path: string; readonly size: number | undefined };
  readonly isWanted: (record: AuditLine['record']) => boolean;
  readonly terminal: Terminal;
}

/** @param files the newest first */
async function lastOf(files: readonly string[], { count, old, isWanted, terminal }: Last): Promise<readonly AuditLine[]> {
  const last: AuditLine[] = [];
  for (const path of files) {
    const here: AuditLine[] = [];
    const room = count - last.length;
    if (room <= 0) break;
    for await (const line of auditLinesIn(path, terminal, path === old.path ? old.size : undefined)) {
      if (!isWanted(line.record)) continue;
      here.push(line);
      if (here.length > room) here.shift();
    }
    last.unshift(...here);
  }
  return last;
}
