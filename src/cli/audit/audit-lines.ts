import { type CommandLine, commandLine } from '../../terminal/command-line.ts';
import { configOption } from '../../terminal/config-option.ts';
import { asWritten, flagOption, optional, several } from '../../terminal/parameter.ts';

const config = configOption('the configuration, which names the audit log');
const file = several({
  placeholder: 'FILE',
  about:
    'files of the log, in any order, also compressed by gzip; - is standard input. Without one, that of the configuration and what was rotated away',
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
