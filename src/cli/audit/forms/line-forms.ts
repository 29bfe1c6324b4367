import { hostname } from 'node:os';
import { printable } from '../../../domain/text/printable.ts';
import { severityOf, syslogText, textIn } from '../../../observe/syslog/syslog-text.ts';
import type { AuditLine } from '../read/read-audit.ts';
import type { ExportForm } from './export-forms.ts';

export interface LineForm {
  /** Before the first line. */
  readonly head: string;
  readonly text: (line: AuditLine) => string;
}

/** Every field, in the order of the columns. */
const columns = [
  'time',
  'event',
  'id',
  'trace',
  'panel',
  'address',
  'proxy',
  'credential',
  'key',
  'user',
  'command',
  'args',
  'userArg',
  'domainArg',
  'wouldRefuse',
  'decision',
  'reason',
  'policy',
  'detail',
  'status',
  'exitCode',
  'totalMs',
  'queueMs',
  'panelMs',
  'prefix',
  'count',
  'from',
  'to',
  'banned',
  'seconds',
  'note',
  'ended',
  'by',
  'chain',
  'after',
  'afterMac',
  'run',
  'seq',
  'mac',
] as const;

const usecPerMs = 1000;

export const lineForms: Readonly<Record<ExportForm, LineForm>> = {
  jsonl: { head: '', text: ({ line }) => `${line}\n` },
  csv: {
    head: `${columns.join(',')}\r\n`,
    text: ({ record }) => `${columns.map((name) => csvCell(textIn(record[name]))).join(',')}\r\n`,
  },
  syslog: { head: '', text: ({ record, line }) => `${syslogText(record, line, hostname())}\n` },
  journal: {
    head: '',
    // The export format of the journal: a field a line, and an empty line behind each entry.
    text: ({ record, line }) => {
      const atMs = Date.parse(textIn(record['time']));
      const fields = Object.entries(record).map(
        ([name, value]) => `HEARTHGATE_${journalName(name)}=${printable(textIn(value))}\n`,
      );
      const at = Number.isNaN(atMs) ? '' : `__REALTIME_TIMESTAMP=${atMs * usecPerMs}\n`;
      const own = `MESSAGE=${printable(line)}\nPRIORITY=${severityOf(record)}\nSYSLOG_IDENTIFIER=hearthgate-audit\nSYSLOG_FACILITY=10\n`;
      return `${at}${own}${fields.join('')}\n`;
    },
  },
};

/** For people: what happened, to whom, in one line. */
export function lineText({ record }: AuditLine): string {
  const said = [
    'panel',
    'address',
    'key',
    'user',
    'command',
    'userArg',
    'domainArg',
    'reason',
    'policy',
    'detail',
    'status',
    'exitCode',
    'prefix',
    'count',
    'banned',
    'note',
    'by',
    'trace',
  ]
    .filter((name) => record[name] !== undefined)
    .map((name) => `${name}=${textIn(record[name])}`);
  return `${printable([textIn(record['time']), textIn(record['event']).padEnd(8), ...said].join(' '))}\n`;
}

/** What begins like a formula would be computed by a program of tables. */
function csvCell(text: string): string {
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** `userArg` is `USER_ARG` there. */
function journalName(name: string): string {
  return name
    .replace(/[A-Z]/g, '_$&')
    .toUpperCase()
    .replace(/[^A-Z0-9_]/g, '_');
}
