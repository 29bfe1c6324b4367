import { programVersion } from '../config/text/program-version.ts';
import { exitCode } from '../terminal/exit-code.ts';
import type { Terminal } from '../terminal/terminal.ts';
import { UsageError } from '../terminal/usage-error.ts';
import { commands } from './commands.ts';
import { findCommandLine } from './line/find-command-line.ts';
import { commandHelp, helpText } from './line/help-text.ts';
import { printableTerminal } from './printable-terminal.ts';
import { readGiven } from './line/read-given.ts';
import { tellError } from './tell-error.ts';

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

async function follow(argv: readonly string[], terminal: Terminal): Promise<number> {
  const [first, ...rest] = argv;
  if (first === '--help' || first === '-h') return print(helpText(commands), rest, terminal);
  if (first === '--version') return print(`${programVersion()}\n`, rest, terminal);
  if (first === undefined) throw new UsageError('expected a command');
  const { commands: named, args, fault } = findCommandLine(commands, argv);
  if (asksForHelp(args)) return print(commandHelp(named), [], terminal);
  const [command] = named;
  if (fault !== undefined || command === undefined) throw fault;
  try {
    return await command.run(readGiven(command, args), terminal);
  } catch (error) {
    throw error instanceof UsageError && error.command === ''
      ? new UsageError(error.message, { command: command.name, cause: error })
      : error;
  }
}

function asksForHelp(args: readonly string[]): boolean {
  return args.some((arg) => arg === '--help' || arg === '-h');
}

function print(text: string, more: readonly string[], terminal: Terminal): number {
  if (more[0] !== undefined) throw new UsageError(`unexpected argument ${JSON.stringify(more[0])}`);
  terminal.stdout.write(text);
  return exitCode.ok;
}
