import { parseArgs, type ParseArgsConfig } from 'node:util';
import { nearestKey } from '../../config/text/nearest-key.ts';
import { printable } from '../../domain/text/printable.ts';
import type { CommandLine, Given } from '../../terminal/command-line.ts';
import type { Parameter } from '../../terminal/parameter.ts';
import { UsageError } from '../../terminal/usage-error.ts';

type Options = NonNullable<ParseArgsConfig['options']>;

/**
 * What the arguments behind a command's name give to each of its operands and options.
 *
 * @throws UsageError where one is unknown, is missing, or is given more often than it may be
 */
export function readGiven({ name, operands, options }: CommandLine, args: readonly string[]): Given {
  const { values, positionals } = parse(
    args,
    Object.fromEntries(
      Object.entries(options).map(([option, { placeholder }]) => [
        option,
        // Several are read, so that the second is not taken in place of the first.
        { type: placeholder === '' ? 'boolean' : 'string', multiple: true } as const,
      ]),
    ),
  );
  const given: Given = {
    ...Object.fromEntries(Object.entries(values).map(([option, found]) => [option, textsOf(found)])),
    ...dealt(Object.entries(operands), positionals),
  };
  judgeRequired({ name, operands, options }, given);
  for (const [option, { times, placeholder }] of Object.entries(options)) {
    const count = given[option]?.length ?? 0;
    if (times === 'at most once' && count > 1 && placeholder !== '') throw new UsageError(`${name} takes --${option} once`);
  }
  return given;
}

function judgeRequired({ name, operands, options }: Pick<CommandLine, 'name' | 'operands' | 'options'>, given: Given): void {
  const needed: readonly (readonly [string, string])[] = [
    ...Object.entries(operands)
      .filter(isRequired)
      .map(([key, { placeholder }]) => [key, placeholder] as const),
    ...Object.entries(options)
      .filter(isRequired)
      .map(([key, { placeholder }]) => [key, `--${key} ${placeholder}`] as const),
  ];
  const isKept = needed.every(([key]) => given[key]?.length === 1 && given[key][0] !== '');
  if (isKept) return;
  const texts = needed.map(([, text]) => text);
  const list = [texts.slice(0, -1).join(', '), texts.at(-1)].filter((part) => part !== '').join(' and ');
  throw new UsageError(`${name} needs ${list}, once${texts.length > 1 ? ' each' : ''}`);
}

function isRequired([, { times }]: readonly [string, Parameter<unknown>]): boolean {
  return times === 'once';
}

/** Each operand takes one of the arguments; one of any number takes the rest. */
function dealt(operands: readonly (readonly [string, Parameter<unknown>])[], positionals: readonly string[]): Given {
  const rest = [...positionals];
  const given = operands.map(([key, { times }]) => [key, rest.splice(0, times === 'any number' ? rest.length : 1)] as const);
  if (rest[0] !== undefined) throw new UsageError(`unexpected argument '${printable(rest[0])}'`);
  return Object.fromEntries(given);
}

function textsOf(found: string | boolean | readonly (string | boolean)[] | undefined): readonly string[] {
  return Array.isArray(found) ? found.map(String) : [];
}

function parse(args: readonly string[], options: Options) {
  try {
    return parseArgs({ args, options, strict: true, allowPositionals: true });
  } catch (error) {
    // Node's advice after the first sentence is about arguments that begin with a hyphen.
    const [what = ''] = error instanceof Error ? error.message.split(/[.\n]/) : [];
    const meant = meantOption(what, [...Object.keys(options), 'help']);
    const text = what.charAt(0).toLowerCase() + what.slice(1);
    throw new UsageError(meant === undefined ? text : `${text}; did you mean "--${meant}"?`, { cause: error });
  }
}

/** The known option that an unknown one most likely means: by its first letter where that is all, else by its spelling. */
function meantOption(message: string, known: readonly string[]): string | undefined {
  const [, name = ''] = /^Unknown option '-+([^'=]+)/.exec(message) ?? [];
  if (name === '') return undefined;
  if (name.length > 1) return nearestKey(name, known);
  const [first, ...more] = known.filter((option) => option.startsWith(name.toLowerCase()));
  return more.length === 0 ? first : undefined;
}
