import { parseArgs } from 'node:util';
import { nearestKey } from '../../config/text/nearest-key.ts';
import type { CommandLine } from '../../terminal/command-line.ts';
import { UsageError } from '../../terminal/usage-error.ts';

/** What a command line names: one command, or several that begin with the same word, as `bans`. */
export interface Found {
  readonly commands: readonly CommandLine[];
  /** Without the words of the name. */
  readonly args: readonly string[];
  /** Why it names none of several, for where one is needed. */
  readonly fault: UsageError | undefined;
}

/** @throws UsageError where the first word is none of any command */
export function findCommandLine(table: readonly CommandLine[], [first = '', ...args]: readonly string[]): Found {
  const single = table.find(({ name }) => name === first);
  if (single !== undefined) return { commands: [single], args, fault: undefined };
  const group = table.filter(({ name }) => name.startsWith(`${first} `));
  if (group.length === 0) throw new UsageError(unknownText(first, table));
  const at = firstOperand(args, group);
  const second = at === undefined ? undefined : args[at];
  const named = group.find(({ name }) => name === `${first} ${second}`);
  if (named !== undefined) return { commands: [named], args: args.toSpliced(at ?? 0, 1), fault: undefined };
  return { commands: group, args, fault: new UsageError(groupText(first, group, second), { command: first }) };
}

/** Options may stand before it, as in `bans --config FILE list`. */
function firstOperand(args: readonly string[], group: readonly CommandLine[]): number | undefined {
  const options = Object.fromEntries(
    group.flatMap((command) =>
      Object.entries(command.options).map(
        ([name, { placeholder }]) => [name, { type: placeholder === '' ? 'boolean' : 'string' } as const] as const,
      ),
    ),
  );
  const { tokens } = parseArgs({ args, options, strict: false, allowPositionals: true, tokens: true });
  return tokens.find(({ kind }) => kind === 'positional')?.index;
}

/** What other programs call some of these. */
const otherNames: ReadonlyMap<string, string> = new Map([
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

function unknownText(first: string, table: readonly CommandLine[]): string {
  const [name = ''] = first.split('=');
  const firstWords = table.map((command) => command.name.split(' ')[0] ?? '');
  const meant = otherNames.get(name) ?? nearestKey(first, [...firstWords, '--help', '--version']);
  const what = `unknown ${first.startsWith('-') ? 'option' : 'command'} ${JSON.stringify(first)}`;
  return meant === undefined ? what : `${what}; did you mean "${meant}"?`;
}

function groupText(first: string, group: readonly CommandLine[], second: string | undefined): string {
  const words = group.map(({ name }) => name.slice(first.length + 1));
  const needs = `${first} needs ${listText(words)}`;
  if (second === undefined) return needs;
  const meant = nearestKey(second, words);
  const what = `unknown command ${JSON.stringify(`${first} ${second}`)}`;
  return meant === undefined ? `${what}: ${needs}` : `${what}; did you mean "${first} ${meant}"?`;
}

/** `list, add or remove`. */
function listText(words: readonly string[]): string {
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} or ${words.at(-1)}`;
}
