import { type CommandLine, commandLine } from '../../terminal/command-line.ts';
import { configOption } from '../../terminal/config-option.ts';
import { UsageError } from '../../terminal/usage-error.ts';
import { filterOptions } from './find/filter.ts';
import { exportForms } from './forms/export-forms.ts';
import { asWritten, flagOption, optional, several } from '../../terminal/parameter.ts';

const config = configOption('the configuration, which names the audit log');
const file = several({
  placeholder: 'FILE',
  about:
    'files of the log, in any order, also compressed by gzip; - is standard input. Without one, that of the configuration and what was rotated away',
});

const format = optional({
  placeholder: 'FORM',
  about: exportForms.join(', '),
  completion: exportForms,
  read: (text) => {
    const found = exportForms.find((one) => one === text);
    if (found === undefined) throw new UsageError(`--format: expected ${exportForms.join(', ')}, found ${JSON.stringify(text)}`);
    return found;
  },
});

const inOrder = several({
  placeholder: 'FILE',
  about:
    'files of the log, the oldest first, also compressed by gzip. Without one, that of the configuration and what was rotated away',
});

/** The commands about the audit log. */
export const auditLines: readonly CommandLine[] = [
  commandLine({
    name: 'audit verify',
    about: 'Tell whether the audit log is as the gateway wrote it.',
    more: [
      'With the key, lines that were changed, added, moved or taken out are found. With anchors, which the gateway writes into its own log each minute (journalctl -u hearthgate -o cat), lines that were cut off at the end are found, and lines that were written anew by somebody who has the key.',
      'The exit code is 0 where all is proven up to the last anchor, 1 where nothing was found and the key or an anchor is missing, and 2 where the log is not as it was written.',
    ],
    examples: ['hearthgate audit verify --key audit.key --anchors anchors.log'],
    operands: { file },
    options: {
      key: optional({ placeholder: 'FILE', about: 'the key that audit key took away', completion: 'file', read: asWritten }),
      anchors: several({
        placeholder: 'FILE',
        about: 'a log of the process with anchors, such as journalctl prints it; - is standard input',
      }),
      json: flagOption('print JSON'),
      config,
    },
    run: async (values, terminal) => {
      const { verify } = await import('./verify/verify.ts');
      return verify(values, terminal);
    },
  }),
  commandLine({
    name: 'audit find',
    about: 'Print the records of the audit log that are looked for, the oldest first.',
    more: ['What was rotated away is read, too. All that is given must hold. The exit code is 1 where there is none.'],
    examples: ['hearthgate audit find --since 24h --outcome refused --address 192.0.2.0/24'],
    operands: { file: inOrder },
    options: { ...filterOptions, json: flagOption('print them as they are in the log, a JSON object a line'), config },
    run: async ({ json, ...values }, terminal) => {
      const { find } = await import('./find/find.ts');
      return find({ ...values, format: json ? 'jsonl' : undefined }, terminal);
    },
  }),
  commandLine({
    name: 'audit tail',
    about: 'Print the last records of the audit log, and with --follow those that come.',
    examples: ['hearthgate audit tail --follow --outcome refused'],
    options: {
      lines: optional({ placeholder: 'N', about: 'so many of before', fallback: '20', read: lineCount }),
      follow: flagOption('go on until SIGTERM or SIGINT, also when the file is rotated'),
      format,
      ...filterOptions,
      config,
    },
    run: async (values, terminal) => {
      const { tail } = await import('./find/tail.ts');
      return tail(values, terminal);
    },
  }),
  commandLine({
    name: 'audit export',
    about: 'Print the records of the audit log for another program.',
    more: [
      'jsonl is what the log has. csv has a column for each field. syslog is RFC 5424 with the fields as structured data, a message a line. journal is what systemd-journal-remote reads, with a field of the journal for each of a record.',
    ],
    examples: ['hearthgate audit export --format csv --since 7d > week.csv'],
    operands: { file: inOrder },
    options: { format: { ...format, fallback: 'jsonl' }, ...filterOptions, config },
    run: async ({ format: wanted = 'jsonl', ...values }, terminal) => {
      const { find } = await import('./find/find.ts');
      return find({ ...values, format: wanted }, terminal);
    },
  }),
  commandLine({
    name: 'audit key',
    about: 'Move the key that proves the audit log to where the gateway cannot read it.',
    more: [
      'Run it as root. Where no chain has begun, it is begun, and its key is never where the gateway could read it. The exit code is 1 where the key was taken away before.',
    ],
    options: {
      to: optional({
        placeholder: 'FILE',
        about: 'where it is kept, for its owner alone',
        completion: 'file',
        fallback: '/etc/hearthgate/audit.key',
        read: asWritten,
      }),
      config,
    },
    run: async (values, terminal) => {
      const { takeKey } = await import('./take-key.ts');
      return takeKey(values, terminal);
    },
  }),
];

const maxLines = 100_000;

function lineCount(text: string): number {
  const count = Number(text);
  if (!/^[0-9]{1,6}$/.test(text) || count > maxLines)
    throw new UsageError(`--lines: expected a number up to ${maxLines}, found ${JSON.stringify(text)}`);
  return count;
}
