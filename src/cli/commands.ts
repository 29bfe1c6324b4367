import { askingLines } from '../ask/table/asking-lines.ts';
import { ready } from '../ask/ready.ts';
import { parseAddress } from '../domain/address/address.ts';
import { isAccessKeyId } from '../domain/call/bounds.ts';
import { type CommandLine, commandLine } from '../terminal/command-line.ts';
import { configOption } from '../terminal/config-option.ts';
import { exitCode } from '../terminal/exit-code.ts';
import { asWritten, flagOption, optional, required, requiredWord, several } from '../terminal/parameter.ts';
import { UsageError } from '../terminal/usage-error.ts';
import { auditLines } from './audit/audit-lines.ts';
import { doctorLine } from './doctor/doctor-line.ts';
import { setupLine } from './setup/setup-line.ts';
import { tokensLines } from './tokens/tokens-lines.ts';
import { findCommandLine } from './line/find-command-line.ts';
import { commandHelp, helpText } from './line/help-text.ts';

const config = configOption('the configuration');

/**
 * The table of commands, in the order in which help lists them: each is a row here and the file that its `run` imports. Those that ask the
 * running gateway are in `ask/`.
 */
export const commands: readonly CommandLine[] = [
  commandLine({
    name: 'serve',
    about: 'Run the gateway until SIGTERM or SIGINT.',
    more: [
      'The first signal ends it when the calls in flight are finished, a second one at once. SIGHUP makes it open its audit files anew, and read its configuration anew as reload does.',
      'Sockets that a service manager hands over are used in place of those in listen.',
    ],
    options: { config },
    run: async (values, terminal) => {
      const { serve } = await import('./serve.ts');
      return serve(values.config, terminal);
    },
  }),
  commandLine({
    name: 'check',
    about: 'Validate a configuration: report every error, or print the effective settings.',
    more: [
      'It also looks at the files that the configuration names: run it on the host of the gateway, as the user that the gateway runs as. A file without which it does not start is a fault, and the exit code is 71. Warnings go to standard error and do not change the exit code.',
    ],
    options: {
      'no-files': flagOption('do not look at those files, as on a host other than that of the gateway'),
      json: flagOption('print JSON'),
      config,
    },
    run: async (values, terminal) => {
      const { check } = await import('./check.ts');
      return check({ file: values.config, looksAtFiles: !values['no-files'], json: values.json }, terminal);
    },
  }),
  commandLine({
    name: 'explain',
    about: 'Show step by step how a call would be judged, and what would allow it.',
    more: [
      'The running gateway walks the very checks of traffic, with bans and limits as they are, and counts nothing. With --offline the configuration and the files of the panel are walked instead; then bans and used-up limits are not looked at.',
      'Without REQUEST the call is given by --from, --key and --cmd, and the secret is taken to be right. REQUEST is the id of a request, which is looked up in the audit log and what was rotated away; or - for a command line of curl on standard input, whose secret is compared and forgotten.',
      'Arguments are not repeated in what it prints. The exit code is 0 where the call is permitted, and 1 where it is refused.',
    ],
    options: {
      from: optional({ placeholder: 'ADDRESS', about: 'the address that calls', read: addressText }),
      key: optional({ placeholder: 'ID', about: 'the id of the access key, without its secret', read: keyIdText }),
      cmd: optional({ placeholder: 'COMMAND', about: 'the command that is called', read: asWritten }),
      arg: several({ placeholder: 'TEXT', about: 'an argument of it, in their order; any other text may stand for a secret' }),
      panel: optional({
        placeholder: 'NAME',
        about: 'the panel that is called, where there are several and not the default one is meant',
        read: asWritten,
      }),
      offline: flagOption('ask no gateway'),
      json: flagOption('print JSON'),
      config,
    },
    operands: { what: optional({ placeholder: 'REQUEST', about: 'the id of a request, or -', read: asWritten }) },
    run: async (values, terminal) => {
      const { explain } = await import('./explain/explain.ts');
      return explain(values, terminal);
    },
  }),
  commandLine({
    name: 'test',
    about: 'Try cases against a configuration without a gateway, or record them from the audit log.',
    more: [
      'FILE is YAML: under cases, each with from, key, command, args and expect (permitted, or a reason). The cases are judged as explain --offline judges: the secret is taken to be right, bans and limits are not looked at. With state.static no panel is needed, so that it runs in continuous integration.',
      'With --record it prints such a file of the calls of the last days, without values of arguments, which the audit log does not hold: try it against a changed configuration to see what would now be refused, and what permitted.',
      'The exit code is 1 where a case is judged otherwise than expected.',
    ],
    examples: ['hearthgate test --record 7d > last-week.yaml', 'hearthgate test last-week.yaml --config changed.yaml'],
    operands: { file: optional({ placeholder: 'FILE', about: 'the cases', completion: 'file', read: asWritten }) },
    options: {
      record: optional({
        placeholder: 'DURATION',
        about: 'print the calls of this period, such as 7d, as cases',
        read: asWritten,
      }),
      junit: optional({
        placeholder: 'FILE',
        about: 'also write the result as XML of JUnit',
        completion: 'file',
        read: asWritten,
      }),
      json: flagOption('print JSON'),
      config,
    },
    run: async (values, terminal) => {
      const { test } = await import('./cases/test.ts');
      return test(values, terminal);
    },
  }),
  commandLine({
    name: 'collect',
    about: "Write the state of a panel, read from the panel's own files, to a file for state.static.",
    more: ['The file has digests in place of secrets. The gateway then needs no right to read the files of the panel.'],
    examples: ['hearthgate collect --from /usr/local/hestia --to panel.state --follow'],
    options: {
      from: required({
        placeholder: 'DIR',
        about: 'the root of the files of the panel, usually /usr/local/hestia',
        completion: 'folder',
        read: asWritten,
      }),
      to: required({ placeholder: 'FILE', about: 'the file to write', completion: 'file', read: asWritten }),
      follow: flagOption('go on until SIGTERM or SIGINT, and write the file again whenever something changes'),
    },
    run: async (values, terminal) => {
      const { collect } = await import('./collect.ts');
      return collect(values, terminal);
    },
  }),
  commandLine({
    name: 'digest',
    about: 'Print the SHA-256 digest of a secret that is read from standard input.',
    more: ['One line end is taken off. On the command line a secret could be read by everyone who lists processes.'],
    examples: ['hearthgate digest < secret.txt'],
    run: async (_values, terminal) => {
      const { digest } = await import('./digest.ts');
      return digest(terminal);
    },
  }),
  setupLine,
  doctorLine,
  ready,
  ...askingLines.map(({ line }) => line),
  ...auditLines,
  ...tokensLines,
  commandLine({
    name: 'demo',
    about: 'Run the gateway in front of an embedded demo panel.',
    options: { once: flagOption('play a tour of what the gateway refuses, and end') },
    run: async ({ once }, { stdout, stderr, signals }) => {
      const { runDemo } = await import('./demo.ts');
      return runDemo({ once, stdout, stderr, signals });
    },
  }),
  commandLine({
    name: 'completion',
    about: 'Print the script by which a shell completes the commands and options of hearthgate.',
    more: [
      'For bash it belongs in a file of /etc/bash_completion.d, for zsh in a file _hearthgate in a folder that fpath names.',
    ],
    examples: [
      'hearthgate completion bash > /etc/bash_completion.d/hearthgate',
      'hearthgate completion zsh > "${fpath[1]}/_hearthgate"',
    ],
    operands: { shell: requiredWord(['bash', 'zsh'], { placeholder: 'SHELL', about: 'bash or zsh' }) },
    run: async ({ shell }, { stdout }) => {
      const { completionScript } = await import('./completion/completion-script.ts');
      stdout.write(completionScript(shell, commands));
      return exitCode.ok;
    },
  }),
  commandLine({
    name: 'help',
    about: 'Print what --help prints, of the program or of one command.',
    operands: { command: several({ placeholder: 'COMMAND', about: 'the words of its name' }) },
    run: async ({ command }, { stdout }) => {
      stdout.write(command.length === 0 ? helpText(commands) : commandHelp(findCommandLine(commands, command).commands));
      return exitCode.ok;
    },
  }),
];

/** @throws UsageError */
function addressText(text: string): string {
  if (parseAddress(text) === undefined) throw new UsageError(`expected an IPv4 or IPv6 address, found ${JSON.stringify(text)}`);
  return text;
}

/** Not repeated where it is something else: it may have its secret with it. @throws UsageError */
function keyIdText(text: string): string {
  if (!isAccessKeyId(text)) throw new UsageError('expected the id of an access key alone: 20 letters and digits');
  return text;
}
