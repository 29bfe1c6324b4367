import { systemClock } from '../../../domain/clock.ts';
import { exitCode } from '../../../terminal/exit-code.ts';
import type { Terminal } from '../../../terminal/terminal.ts';
import { type LineForm, lineForms, lineText } from '../forms/line-forms.ts';
import type { ExportForm } from '../forms/export-forms.ts';
import { auditFilesOf } from '../read/audit-files-of.ts';
import { auditLinesIn, tellLeftOut } from '../read/read-audit.ts';
import { filterOf, type WantedRecords } from './filter.ts';

export interface FindOptions extends WantedRecords {
  readonly file: readonly string[];
  readonly config: string;
  /** Undefined: for people. */
  readonly format: ExportForm | undefined;
}

/** Prints the records that are wanted, the oldest first. @returns the exit code */
export async function find(options: FindOptions, terminal: Terminal): Promise<number> {
  const isWanted = filterOf(options, systemClock.wallMs());
  const { head, text } = options.format === undefined ? forPeople : lineForms[options.format];
  const files =
    options.file.length > 0
      ? options.file
      : (await auditFilesOf(options.config, terminal.env, tellLeftOut(terminal))).toReversed();
  const write = writerOf(terminal.stdout);
  let found = 0;
  await write(head);
  for (const path of files) {
    for await (const line of auditLinesIn(path, terminal)) {
      if (!isWanted(line.record)) continue;
      found += 1;
      await write(text(line));
    }
  }
  return found === 0 ? exitCode.nothing : exitCode.ok;
}

export const forPeople: LineForm = { head: '', text: lineText };

/** Waits for who reads it, so that a long log is not held in memory. */
export function writerOf(output: Terminal['stdout']): (text: string) => Promise<void> {
  return async (text) => {
    if (text === '') return;
    const isTaken = output.write(text);
    if (isTaken === false && 'once' in output && typeof output.once === 'function') {
      const { once } = output;
      await new Promise<void>((resolve) => Reflect.apply(once, output, ['drain', () => resolve()]));
    }
  };
}
