import { parseArgs, type ParseArgsConfig } from 'node:util';
import { UsageError } from './usage-error.ts';

export const helpOption = { type: 'boolean', short: 'h' } as const;
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
    throw new UsageError(what.charAt(0).toLowerCase() + what.slice(1), { cause: error });
  }
}
