import type { Parameters, Values } from './parameter.ts';
import type { Terminal } from './terminal.ts';

/** A row of the table of commands: help, usage errors, completion, the manual page and the manual's table come from it. */
export interface CommandLine {
  /** One word, or two: `bans add`. */
  readonly name: string;
  /** One sentence: what it does. */
  readonly about: string;
  /** Paragraphs that help and the manual page add to it. */
  readonly more: readonly string[];
  /** Whole command lines, as they can be typed. */
  readonly examples: readonly string[];
  readonly operands: Parameters;
  readonly options: Parameters;
  /** It asks the running gateway through the second listener; else it needs none that runs. */
  readonly asksGateway: boolean;
  /**
   * @param given what was written for each operand and each option, by its name
   * @returns the exit code
   * @throws UsageError
   */
  readonly run: (given: Given, terminal: Terminal) => Promise<number>;
}

export type Given = Readonly<Record<string, readonly string[]>>;

export interface CommandLineRow<O extends Parameters, P extends Parameters> {
  readonly name: string;
  readonly about: string;
  readonly more?: readonly string[];
  readonly examples?: readonly string[];
  readonly operands?: O;
  readonly options?: P;
  /** What it needs beyond the table is imported here: help needs no gateway, and a gateway no demonstration. */
  readonly run: (values: Values<O & P>, terminal: Terminal) => Promise<number>;
}

/** A row from its parts, with the types of its operands and options handed to what runs it. */
export function commandLine<const O extends Parameters = {}, const P extends Parameters = {}>(
  row: CommandLineRow<O, P>,
): CommandLine {
  const { name, about, more = [], examples = [], operands = {}, options = {}, run } = row;
  const parameters: Parameters = { ...operands, ...options };
  return {
    name,
    about,
    more,
    examples,
    operands,
    options,
    asksGateway: false,
    run: async (given, terminal) => run(valuesOf<O & P>(parameters, given), terminal),
  };
}

/**
 * @param parameters those of `P`
 * @throws UsageError
 */
export function valuesOf<P>(parameters: Parameters, given: Given): Values<P> {
  const values = Object.fromEntries(
    Object.entries(parameters).map(([name, parameter]) => [name, parameter.read(given[name] ?? [])]),
  );
  if (!isWhole<P>(values, parameters)) throw new TypeError('a parameter was not read');
  return values;
}

/** Each value is what `read` of the parameter with its name gave, so it has the type that this gives. */
function isWhole<P>(values: Readonly<Record<string, unknown>>, parameters: Parameters): values is Values<P> & typeof values {
  return Object.keys(parameters).every((name) => Object.hasOwn(values, name));
}
