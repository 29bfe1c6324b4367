import type { CommandLine } from '../../terminal/command-line.ts';
import { exitCodes } from '../../terminal/exit-code.ts';
import { usageText } from '../../terminal/usage-text.ts';
import { askingText, definitionsOf } from '../line/help-text.ts';

/** The manual page hearthgate(1), in the macros of man(7). */
export function manualPage(commands: readonly CommandLine[], version: string): string {
  return `${[
    '.\\" Written by "npm run manual" from the table of commands.',
    `.TH HEARTHGATE 1 "" "Hearthgate ${version}" "User Commands"`,
    '.SH NAME',
    'hearthgate \\- security gateway in front of the API of the HestiaCP panel',
    '.SH SYNOPSIS',
    ...commands.flatMap(synopsisLines),
    '.SH DESCRIPTION',
    roff('Hearthgate stands in front of the API of a HestiaCP panel.'),
    roff(
      'It lets a call through only where its address, its limits, its access key, its command and its user argument are allowed.',
    ),
    roff('Everything that it does is said in one file in YAML; docs/configuration.md describes it.'),
    '.SH COMMANDS',
    ...commands.flatMap(commandLines),
    '.SH OPTIONS',
    ...taggedLines('--help, -h', 'Print help: of the program, or of the command that it stands behind.'),
    ...taggedLines('--version', 'Print the version.'),
    '.SH EXIT STATUS',
    ...exitCodes.flatMap(([codes, meaning]) => taggedLines(codes, sentence(meaning))),
    '.SH ENVIRONMENT',
    roff('A value of the configuration that is ${NAME} as a whole is read from the variable of that name.'),
    '.SH FILES',
    ...files.flatMap(([path, what]) => taggedLines(path, what)),
    '.SH SEE ALSO',
    roff('README.md and the manual in docs/.'),
  ].join('\n')}\n`;
}

const files: readonly (readonly [string, string])[] = [
  ['/etc/hearthgate/gateway.yaml', 'The configuration that the units for systemd name.'],
  ['/run/hearthgate/admin.sock', 'The second listener, unless admin says otherwise.'],
  ['/var/lib/hearthgate', 'What outlives a restart, such as bans, unless data says otherwise.'],
];

function synopsisLines(command: CommandLine, index: number): readonly string[] {
  return [...(index === 0 ? [] : ['.br']), `.B hearthgate ${roff(command.name)}`, ...parametersOf(command)];
}

/** The usage behind the name. */
function parametersOf(command: CommandLine): readonly string[] {
  const text = usageText(command).slice(command.name.length + 1);
  return text === '' ? [] : [roff(text)];
}

function commandLines(command: CommandLine): readonly string[] {
  const { name, about, more, examples, asksGateway } = command;
  return [
    `.SS ${roff(name)}`,
    roff(about),
    ...[...more, ...(asksGateway ? [askingText] : [])].flatMap((paragraph) => ['.PP', roff(paragraph)]),
    ...definitionsOf(command).flatMap(([term, meaning]) => taggedLines(term, sentence(meaning))),
    ...(examples.length > 0 ? ['.PP', 'For example:'] : []),
    ...examples.flatMap((example) => ['.PP', '.nf', roff(example), '.fi']),
  ];
}

function taggedLines(term: string, text: string): readonly string[] {
  return ['.TP', `.B ${roff(term)}`, roff(text)];
}

function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}

/** Text as it is: hyphens stay hyphens that can be copied, and no line begins a request. */
function roff(text: string): string {
  return text
    .replaceAll('\\', String.raw`\e`)
    .replaceAll('-', String.raw`\-`)
    .replace(/^(?=[.'])/, String.raw`\&`);
}
