import { programVersion } from '../config/program-version.ts';
import { exitCode } from './exit-code.ts';
import { helpText } from './help-text.ts';
import { helpOption, onlyOf, optionsOf, path } from './options.ts';
import { printableTerminal } from './printable-terminal.ts';
import type { Terminal } from './terminal.ts';
import { UsageError } from './usage-error.ts';

/**
 * Follows a command line.
 *
 * @param argv the arguments after the program's name
 * @returns the exit code
 */
export async function run(argv: readonly string[], terminal: Terminal): Promise<number> {
  const shown = printableTerminal(terminal);
  try {
    return await follow(argv, shown);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    shown.stderr.write(`hearthgate: ${error.message}; see hearthgate --help\n`);
    return exitCode.usage;
  }
}

async function follow([first, ...rest]: readonly string[], terminal: Terminal): Promise<number> {
  switch (first) {
    case '--help':
    case '-h':
      return print(helpText, rest, terminal);
    case '--version':
      return print(`${programVersion()}\n`, rest, terminal);
    case 'serve':
      return followServe(rest, terminal);
    case 'check':
      return followCheck(rest, terminal);
    case 'collect':
      return followCollect(rest, terminal);
    case 'digest':
      return followDigest(rest, terminal);
    case 'bans':
    case 'limits':
      return followAsk(first, rest, terminal);
    case 'demo':
      return followDemo(rest, terminal);
    case undefined:
      throw new UsageError('expected a command');
    default:
      throw new UsageError(`unknown ${first.startsWith('-') ? 'option' : 'command'} ${JSON.stringify(first)}`);
  }
}

// The commands are imported when they are followed: help needs no gateway, and a gateway no demonstration.

async function followServe(args: readonly string[], terminal: Terminal): Promise<number> {
  const file = configOf(args);
  if (file === undefined) return print(helpText, [], terminal);
  const { serve } = await import('./serve.ts');
  return serve(file, terminal);
}

async function followCheck(args: readonly string[], terminal: Terminal): Promise<number> {
  const options = optionsOf(args, { config: path, 'no-files': { type: 'boolean' }, help: helpOption });
  if (options.help === true) return print(helpText, [], terminal);
  const file = onlyOf('check needs --config FILE, once', options.config);
  const { check } = await import('./check.ts');
  return check({ file, looksAtFiles: options['no-files'] !== true }, terminal);
}

async function followCollect(args: readonly string[], terminal: Terminal): Promise<number> {
  const options = optionsOf(args, { from: path, to: path, follow: { type: 'boolean' }, help: helpOption });
  if (options.help === true) return print(helpText, [], terminal);
  const needs = 'collect needs --from DIR and --to FILE, once each';
  const places = { from: onlyOf(needs, options.from), to: onlyOf(needs, options.to) };
  const { collect } = await import('./collect.ts');
  return collect({ ...places, follow: options.follow ?? false }, terminal);
}

async function followDigest(args: readonly string[], terminal: Terminal): Promise<number> {
  const { help } = optionsOf(args, { help: helpOption });
  if (help === true) return print(helpText, [], terminal);
  const { digest } = await import('./digest.ts');
  return digest(terminal);
}

async function followAsk(command: 'bans' | 'limits', args: readonly string[], terminal: Terminal): Promise<number> {
  if (args.some((arg) => arg === '--help' || arg === '-h')) return print(helpText, [], terminal);
  const { followBans, followLimits } = await import('./ask-commands.ts');
  return command === 'bans' ? followBans(args, terminal) : followLimits(args, terminal);
}

async function followDemo(args: readonly string[], terminal: Terminal): Promise<number> {
  const { once = false, help } = optionsOf(args, { once: { type: 'boolean' }, help: helpOption });
  if (help === true) return print(helpText, [], terminal);
  const { runDemo } = await import('./demo.ts');
  return runDemo({ once, stdout: terminal.stdout, stderr: terminal.stderr });
}

/** The file that `--config` names; undefined where help is asked for. */
function configOf(args: readonly string[]): string | undefined {
  const { config, help } = optionsOf(args, { config: path, help: helpOption });
  return help === true ? undefined : onlyOf('serve needs --config FILE, once', config);
}

function print(text: string, more: readonly string[], terminal: Terminal): number {
  if (more[0] !== undefined) throw new UsageError(`unexpected argument ${JSON.stringify(more[0])}`);
  terminal.stdout.write(text);
  return exitCode.ok;
}
