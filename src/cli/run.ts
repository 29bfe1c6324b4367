import { parseArgs, type ParseArgsConfig } from 'node:util';
import { programVersion } from '../config/program-version.ts';
import { exitCode } from './exit-code.ts';
import { helpText } from './help-text.ts';
import type { Terminal } from './terminal.ts';
import { UsageError } from './usage-error.ts';

/**
 * Follows a command line.
 *
 * @param argv the arguments after the program's name
 * @returns the exit code
 */
export async function run(argv: readonly string[], terminal: Terminal): Promise<number> {
  try {
    return await follow(argv, terminal);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    terminal.stderr.write(`hearthgate: ${error.message}; see hearthgate --help\n`);
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
  const file = configOf('serve', args);
  if (file === undefined) return print(helpText, [], terminal);
  const { serve } = await import('./serve.ts');
  return serve(file, terminal);
}

async function followCheck(args: readonly string[], terminal: Terminal): Promise<number> {
  const file = configOf('check', args);
  if (file === undefined) return print(helpText, [], terminal);
  const { check } = await import('./check.ts');
  return check(file, terminal);
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

async function followDemo(args: readonly string[], terminal: Terminal): Promise<number> {
  const { once = false, help } = optionsOf(args, { once: { type: 'boolean' }, help: helpOption });
  if (help === true) return print(helpText, [], terminal);
  const { runDemo } = await import('./demo.ts');
  return runDemo({ once, stdout: terminal.stdout, stderr: terminal.stderr });
}

const helpOption = { type: 'boolean', short: 'h' } as const;
/** Several are read, so that the second is not taken in place of the first. */
const path = { type: 'string', multiple: true } as const;

/** The file that `--config` names; undefined where help is asked for. */
function configOf(command: string, args: readonly string[]): string | undefined {
  const { config, help } = optionsOf(args, { config: path, help: helpOption });
  return help === true ? undefined : onlyOf(`${command} needs --config FILE, once`, config);
}

function onlyOf(needs: string, [value, ...more]: readonly string[] = []): string {
  if (value === undefined || value === '' || more.length > 0) throw new UsageError(needs);
  return value;
}

function print(text: string, more: readonly string[], terminal: Terminal): number {
  if (more[0] !== undefined) throw new UsageError(`unexpected argument ${JSON.stringify(more[0])}`);
  terminal.stdout.write(text);
  return exitCode.ok;
}

function optionsOf<const Options extends NonNullable<ParseArgsConfig['options']>>(args: readonly string[], options: Options) {
  try {
    return parseArgs({ args, options, strict: true, allowPositionals: false }).values;
  } catch (error) {
    // Node's advice after the first sentence is about arguments that begin with a hyphen.
    const [what = ''] = error instanceof Error ? error.message.split(/[.\n]/) : [];
    throw new UsageError(what.charAt(0).toLowerCase() + what.slice(1), { cause: error });
  }
}
