import { nearestKey } from '../config/nearest-key.ts';
import { programVersion } from '../config/program-version.ts';
import { exitCode } from './exit-code.ts';
import { type CommandName, commandNames, helpOf, helpText } from './help-text.ts';
import { onlyOf, optionsOf, path } from './options.ts';
import { printableTerminal } from './printable-terminal.ts';
import { tellError } from './tell-error.ts';
import type { Terminal } from './terminal.ts';
import { UsageError } from './usage-error.ts';

/**
 * Follows a command line. Never rejects: every error is told on standard error.
 *
 * @param argv the arguments after the program's name
 * @returns the exit code
 */
export async function run(argv: readonly string[], terminal: Terminal): Promise<number> {
  const shown = printableTerminal(terminal);
  try {
    return await follow(argv, shown);
  } catch (error) {
    return tellError(error, shown.stderr);
  }
}

async function follow([first, ...rest]: readonly string[], terminal: Terminal): Promise<number> {
  if (first === '--help' || first === '-h') return print(helpText, rest, terminal);
  if (first === '--version') return print(`${programVersion()}\n`, rest, terminal);
  if (first === undefined) throw new UsageError('expected a command');
  const name = commandNames.find((command) => command === first);
  if (name === undefined) throw new UsageError(unknownText(first));
  if (asksForHelp(rest)) return print(helpOf[name], [], terminal);
  return commands[name](rest, terminal);
}

type Command = (args: readonly string[], terminal: Terminal) => Promise<number>;

/** Their modules are imported when they are followed: help needs no gateway, and a gateway no demonstration. */
const commands: Readonly<Record<CommandName, Command>> = {
  serve: async (args, terminal) => {
    const { config } = optionsOf(args, { config: path });
    const file = onlyOf('serve needs --config FILE, once', config);
    const { serve } = await import('./serve.ts');
    return serve(file, terminal);
  },
  check: async (args, terminal) => {
    const options = optionsOf(args, { config: path, 'no-files': { type: 'boolean' } });
    const file = onlyOf('check needs --config FILE, once', options.config);
    const { check } = await import('./check.ts');
    return check({ file, looksAtFiles: options['no-files'] !== true }, terminal);
  },
  collect: async (args, terminal) => {
    const options = optionsOf(args, { from: path, to: path, follow: { type: 'boolean' } });
    const needs = 'collect needs --from DIR and --to FILE, once each';
    const places = { from: onlyOf(needs, options.from), to: onlyOf(needs, options.to) };
    const { collect } = await import('./collect.ts');
    return collect({ ...places, follow: options.follow ?? false }, terminal);
  },
  digest: async (args, terminal) => {
    optionsOf(args, {});
    const { digest } = await import('./digest.ts');
    return digest(terminal);
  },
  bans: async (args, terminal) => {
    const { followBans } = await import('./ask-commands.ts');
    return followBans(args, terminal);
  },
  limits: async (args, terminal) => {
    const { followLimits } = await import('./ask-commands.ts');
    return followLimits(args, terminal);
  },
  demo: async (args, terminal) => {
    const { once = false } = optionsOf(args, { once: { type: 'boolean' } });
    const { runDemo } = await import('./demo.ts');
    return runDemo({ once, stdout: terminal.stdout, stderr: terminal.stderr, signals: terminal.signals });
  },
};

/** What other programs call some of these. */
const otherNames: ReadonlyMap<string, string> = new Map([
  ['help', '--help'],
  ['-?', '--help'],
  ['version', '--version'],
  ['-v', '--version'],
  ['-V', '--version'],
  ['-c', 'serve --config'],
  ['--config', 'serve --config'],
  ['start', 'serve'],
  ['run', 'serve'],
  ['ban', 'bans'],
]);

function unknownText(first: string): string {
  const [name = ''] = first.split('=');
  const meant = otherNames.get(name) ?? nearestKey(first, [...commandNames, '--help', '--version']);
  const what = `unknown ${first.startsWith('-') ? 'option' : 'command'} ${JSON.stringify(first)}`;
  return meant === undefined ? what : `${what}; did you mean "${meant}"?`;
}

function asksForHelp(args: readonly string[]): boolean {
  return args.some((arg) => arg === '--help' || arg === '-h');
}

function print(text: string, more: readonly string[], terminal: Terminal): number {
  if (more[0] !== undefined) throw new UsageError(`unexpected argument ${JSON.stringify(more[0])}`);
  terminal.stdout.write(text);
  return exitCode.ok;
}
