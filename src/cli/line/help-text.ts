import type { CommandLine } from '../../terminal/command-line.ts';
import { exitCodes } from '../../terminal/exit-code.ts';
import type { Parameter } from '../../terminal/parameter.ts';
import { usageText } from '../../terminal/usage-text.ts';
import { wrapText } from '../../terminal/wrap-text.ts';

/** What `hearthgate --help` prints: each command in a few lines. No line is longer than 80 columns. */
export function helpText(commands: readonly CommandLine[]): string {
  return linesText([
    'Hearthgate, a security gateway in front of the API of the HestiaCP panel',
    '',
    ...commands.flatMap(summaryLines),
    '  hearthgate --help, hearthgate COMMAND --help',
    '      Print this text, or all there is to say about one command.',
    '  hearthgate --version',
    '      Print the version.',
    '',
    'Exit codes:',
    ...definitionLines(exitCodes),
  ]);
}

/** What `hearthgate COMMAND --help` prints, and `hearthgate bans --help` of all whose names begin so. */
export function commandHelp(commands: readonly CommandLine[]): string {
  const [only, ...others] = commands;
  if (only === undefined || others.length > 0) return linesText(commands.flatMap(summaryLines));
  const { about, more, examples, asksGateway } = only;
  const definitions = definitionsOf(only);
  return linesText([
    ...usageLines(only),
    '',
    ...paragraphs([about, ...more, ...(asksGateway ? [askingText] : [])]).flatMap((paragraph) => wrapText(paragraph)),
    ...(definitions.length > 0 ? [''] : []),
    ...definitionLines(definitions),
    ...(examples.length > 0 ? ['', 'Examples:', ...examples.map((example) => `  ${example}`)] : []),
  ]);
}

/** What each command that asks the running gateway says about that. */
export const askingText =
  'It asks the running gateway through its second listener: run it as a user that may read the configuration and use that listener, such as root.';

/** Each operand and option as it is written, and what it is. */
export function definitionsOf({ operands, options }: CommandLine): readonly (readonly [term: string, meaning: string])[] {
  return [
    ...Object.values(operands).map((operand) => [operand.placeholder, meaningOf(operand)] as const),
    ...Object.entries(options).map(([name, option]) => [`--${name} ${option.placeholder}`.trimEnd(), meaningOf(option)] as const),
  ];
}

function meaningOf({ about, fallback }: Parameter<unknown>): string {
  return fallback === undefined ? about : `${about} (default: ${fallback})`;
}

function summaryLines(command: CommandLine): readonly string[] {
  return [...usageLines(command), ...wrapText(command.about, 6)];
}

function usageLines(command: CommandLine): readonly string[] {
  const usage = `hearthgate ${usageText(command)}`;
  const [first = ''] = wrapText(usage, 2);
  const rest = usage.slice(first.trimStart().length + 1);
  return rest === '' ? [first] : [first, ...wrapText(rest, 6)];
}

/** Terms in a column, and what they mean beside them. */
function definitionLines(definitions: readonly (readonly [string, string])[]): readonly string[] {
  const width = Math.max(...definitions.map(([term]) => term.length)) + 4;
  return definitions.flatMap(([term, meaning]) => {
    const [first = '', ...others] = wrapText(meaning, width);
    return [`  ${term}`.padEnd(width) + first.trimStart(), ...others];
  });
}

/** With an empty line between two of them. */
function paragraphs(texts: readonly string[]): readonly string[] {
  return texts.flatMap((text, index) => (index === 0 ? [text] : ['', text]));
}

function linesText(lines: readonly string[]): string {
  return lines.map((line) => `${line}\n`).join('');
}
