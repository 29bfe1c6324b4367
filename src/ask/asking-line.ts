import type { Settings } from '../domain/settings.ts';
import { type CommandLine, type CommandLineRow, valuesOf } from '../terminal/command-line.ts';
import { asWritten, type Parameters, required, type Values } from '../terminal/parameter.ts';
import type { Terminal } from '../terminal/terminal.ts';
import { askAdmin, settingsToAsk } from './ask-admin.ts';
import type { Question } from './question.ts';

/** A row of the table of commands with both of its ends: what it does in the terminal, and what the gateway answers. */
export interface AskingLine {
  readonly line: CommandLine;
  readonly question: Question;
}

/** The running gateway, as a command sees it. */
export interface RunningGateway {
  /** As its configuration file has them now. */
  readonly settings: Settings;
  /**
   * @returns what it answered, read as JSON
   * @throws AdminAskError
   */
  readonly ask: (question: Question, query?: Readonly<Record<string, string>>) => Promise<unknown>;
}

export interface AskingLineRow<O extends Parameters, P extends Parameters> extends Omit<CommandLineRow<O, P>, 'run'> {
  readonly question: Question;
  readonly run: (values: Values<O & P>, gateway: RunningGateway, terminal: Terminal) => Promise<number>;
}

/** A row whose command asks the running gateway, which `--config` names. */
export function askingLine<const O extends Parameters = {}, const P extends Parameters = {}>({
  name,
  about,
  more = [],
  examples = [],
  operands,
  options,
  question,
  run,
}: AskingLineRow<O, P>): AskingLine {
  const own: Parameters = { ...operands, ...options };
  const line: CommandLine = {
    name,
    about,
    more,
    examples,
    operands: operands ?? {},
    options: { ...options, config },
    asksGateway: true,
    run: async (given, terminal) => {
      const values = valuesOf<O & P>(own, given);
      const settings = await settingsToAsk(config.read(given['config'] ?? []), terminal);
      return run(values, { settings, ask: asker(settings) }, terminal);
    },
  };
  return { line, question };
}

function asker(settings: Settings): RunningGateway['ask'] {
  return ({ method, path }, query = {}) => {
    const search = new URLSearchParams(query).toString();
    return askAdmin(settings, { method, path: search === '' ? path : `${path}?${search}` });
  };
}

const config = required({
  placeholder: 'FILE',
  about: 'the configuration of the running gateway',
  completion: 'file',
  read: asWritten,
});
