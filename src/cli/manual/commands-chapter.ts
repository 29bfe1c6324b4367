import type { CommandLine } from '../../terminal/command-line.ts';
import { exitCodes } from '../../terminal/exit-code.ts';
import { usageText } from '../../terminal/usage-text.ts';
import { definitionsOf } from '../line/help-text.ts';

/** The chapter of the manual on commands, docs/commands.md, in Markdown. */
export function commandsChapter(commands: readonly CommandLine[]): string {
  const rows = commands.map((command) => [
    `[\`${command.name}\`](#${command.name.replace(' ', '-')})`,
    command.about,
    command.asksGateway ? 'yes' : '–',
  ]);
  return [
    '# Commands\n',
    'Written by `npm run manual` from the table of commands. `hearthgate help COMMAND`, the manual page `hearthgate(1)` and the completion of',
    'shells say the same. A command that asks the running gateway does so through its second listener: run it as a user that may read the',
    'configuration and use that listener, such as root.\n',
    ...tableLines(['command', 'what it does', 'asks the running gateway'], rows),
    '',
    '`hearthgate --version` prints the version.\n',
    ...commands.flatMap(sectionLines),
    '## Exit codes\n',
    ...tableLines(
      ['code', 'meaning'],
      exitCodes.map(([codes, meaning]) => [codes, meaning]),
    ),
    '',
  ].join('\n');
}

function sectionLines(command: CommandLine): readonly string[] {
  const definitions = definitionsOf(command).map(([term, meaning]) => `- \`${term}\`: ${meaning}.`);
  return [
    `## ${command.name}\n`,
    `\`hearthgate ${usageText(command)}\`\n`,
    `${command.about}\n`,
    ...command.more.map((paragraph) => `${paragraph}\n`),
    ...definitions,
    ...(definitions.length > 0 ? [''] : []),
    ...(command.examples.length > 0 ? ['```sh', ...command.examples, '```\n'] : []),
  ];
}

/** Columns as wide as their widest cell, as the formatter wants them. */
function tableLines(head: readonly string[], rows: readonly (readonly string[])[]): readonly string[] {
  const widths = head.map((title, column) =>
    rows.reduce((width, row) => Math.max(width, row[column]?.length ?? 0), title.length),
  );
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`;
  return [line(head), line(widths.map((width) => '-'.repeat(width))), ...rows.map(line)];
}
