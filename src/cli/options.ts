import { parseArgs, type ParseArgsConfig } from 'node:util';
import { nearestKey } from '../config/nearest-key.ts';
import { UsageError } from './usage-error.ts';

/** Several are read, so that the second is not taken in place of the first. */
export const path = { type: 'string', multiple: true } as const;

type Options = NonNullable<ParseArgsConfig['options']>;

/** @throws UsageError */
export function optionsOf<const Known extends Options>(args: readonly string[], options: Known) {
  return parse({ args, options, strict: true, allowPositionals: false }).values;
}

/**
 * Options, and arguments between them.
 *
 * @throws UsageError
 */
export function optionsAndArgumentsOf<const Known extends Options>(args: readonly string[], options: Known) {
  return parse({ args, options, strict: true, allowPositionals: true });
}

/** The one value that an option must have. */
export function onlyOf(needs: string, [value, ...more]: readonly string[] = []): string {
  if (value === undefined || value === '' || more.length > 0) throw new UsageError(needs);
  return value;
}

function parse<const Config extends ParseArgsConfig>(config: Config) {
  try {
    return parseArgs(config);
  } catch (error) {
    // Node's advice after the first sentence is about arguments that begin with a hyphen.
    const [what = ''] = error instanceof Error ? error.message.split(/[.\n]/) : [];
    const meant = meantOption(what, Object.keys(config.options ?? {}));
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
