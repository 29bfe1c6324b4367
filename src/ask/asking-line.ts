import type { Settings } from '../domain/policy/settings.ts';
import { type CommandLine, type CommandLineRow, valuesOf } from '../terminal/command-line.ts';
import { configOption } from '../terminal/config-option.ts';
import { jsonText } from '../terminal/json-text.ts';
import { flagOption, type Parameters, type Values } from '../terminal/parameter.ts';
import type { Terminal } from '../terminal/terminal.ts';
import { apiPath } from './api-path.ts';
import type { GatewayQuestion } from './gateway-question.ts';

/** A row of the table of commands with both of its ends: what it does in the terminal, and what the gateway answers. */
export interface AskingLine {
  readonly line: CommandLine;
  readonly question: GatewayQuestion;
}

/** The running gateway, as a command sees it. */
export interface RunningGateway {
  /** As its configuration file has them now. Asking for them throws a ConfigurationError where it has faults. */
  readonly settings: Settings;
  /**
   * @returns what it answered, read as JSON
   * @throws StartError
   */
  readonly ask: (question: GatewayQuestion, parameters?: Readonly<Record<string, string>>) => Promise<unknown>;
}

export interface AskingLineRow<O extends Parameters, P extends Parameters> extends Omit<CommandLineRow<O, P>, 'run'> {
  readonly question: GatewayQuestion;
  /** With `--json` it prints what the gateway answered to its last question; false: it has no such option. */
  readonly hasJson?: boolean;
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
  hasJson = true,
  run,
}: AskingLineRow<O, P>): AskingLine {
  const own: Parameters = { ...operands, ...options };
  const line: CommandLine = {
    name,
    about,
    more,
    examples,
    operands: operands ?? {},
    options: { ...options, ...(hasJson && { json }), config },
    asksGateway: true,
    run: async (given, terminal) => {
      const values = valuesOf<O & P>(own, given);
      const file = config.read(given['config'] ?? []);
      // Help needs no configuration, and a gateway that answers asks none.
      const { askAdmin, gatewayToAsk } = await import('./ask-admin.ts');
      const gateway = await gatewayToAsk(file, terminal);
      let answer: unknown;
      const ask: RunningGateway['ask'] = async (asked, parameters = {}) => {
        answer = await askAdmin(gateway, { method: asked.method, path: apiPath(asked), parameters });
        return answer;
      };
      const running: RunningGateway = {
        get settings() {
          return gateway.settings();
        },
        ask,
      };
      if (!hasJson || given['json'] === undefined) return run(values, running, terminal);
      const code = await run(values, running, silenced(terminal));
      terminal.stdout.write(jsonText(answer));
      return code;
    },
  };
  return { line, question };
}

const json = flagOption('print JSON, as the admin API answers it');

/** The same terminal, but that nothing is written to its standard output. */
function silenced(terminal: Terminal): Terminal {
  return {
    get stdin() {
      return terminal.stdin;
    },
    stdout: { write: () => true },
    stderr: terminal.stderr,
    env: terminal.env,
    signals: terminal.signals,
  };
}

const config = configOption('the configuration of the running gateway');
