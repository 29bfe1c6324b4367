import { describe, expect, test } from 'vitest';
import { commands } from '../../src/cli/commands.ts';
import { findCommandLine } from '../../src/cli/line/find-command-line.ts';
import { readGiven } from '../../src/cli/line/read-given.ts';
import { run } from '../../src/cli/run.ts';
import { usageText } from '../../src/terminal/usage-text.ts';
import { captureTerminal } from './capture-terminal.ts';

// Whatever is a row of the table of commands is told by help, alike for each.

async function printedBy(...argv: readonly string[]): Promise<string> {
  const terminal = captureTerminal();
  expect(await run(argv, terminal)).toBe(0);
  expect(terminal.err()).toBe('');
  return terminal.out();
}

function wideLines(text: string): readonly string[] {
  return text.split('\n').filter((line) => line.length > 80);
}

describe.each(commands)('$name', (command) => {
  const words = command.name.split(' ');

  test('has help that names each of its operands and options, and says what they are', async () => {
    const help = (await printedBy(...words, '--help')).replaceAll(/\s+/g, ' ');

    expect(help).toContain(`hearthgate ${usageText(command)}`);
    expect(help).toContain(command.about);
    for (const { placeholder, about } of Object.values(command.operands)) expect(help).toContain(`${placeholder} ${about}`);
    for (const [name, { about }] of Object.entries(command.options)) {
      expect(help).toMatch(new RegExp(`--${name}( [A-Z]+)? ${about.replaceAll(/[().]/g, '.')}`));
    }
    expect(help.includes('asks the running gateway')).toBe(command.asksGateway);
  });

  test('has the same help by each way', async () => {
    const help = await printedBy(...words, '--help');

    expect(await printedBy('help', ...words)).toBe(help);
    expect(await printedBy(...words, '-h')).toBe(help);
  });

  test('has its usage in the help of the program, and no line that is wider than a terminal', async () => {
    const all = await printedBy('--help');

    expect(all.replaceAll(/\s+/g, ' ')).toContain(`hearthgate ${usageText(command)} ${command.about}`);
    expect(wideLines(all)).toEqual([]);
    expect(wideLines(await printedBy(...words, '--help'))).toEqual([]);
  });

  test('has a name of at most two words, and texts that fit where they are printed', () => {
    expect(command.name).toMatch(/^[a-z]+( [a-z]+)?$/);
    expect(command.about).toMatch(/^[A-Z].*\.$/);
    for (const option of Object.keys(command.options)) expect(option).toMatch(/^[a-z]+(-[a-z]+)*$/);
    for (const { about } of Object.values({ ...command.operands, ...command.options })) expect(about).toMatch(/^[a-z].*[^.]$/);
  });

  test('has examples that are command lines of its own', () => {
    for (const example of command.examples) {
      const [program, ...argv] = example.split(/ [<>] /)[0]?.split(' ') ?? [];
      const { commands: named, args } = findCommandLine(commands, argv);
      expect([program, named]).toEqual(['hearthgate', [command]]);
      expect(() => readGiven(command, args)).not.toThrow();
    }
  });

  test('has no operand with the name of an option', () => {
    expect(Object.keys(command.operands).filter((name) => Object.hasOwn(command.options, name))).toEqual([]);
  });
});

test('each command has one row', () => {
  expect(new Set(commands.map(({ name }) => name)).size).toBe(commands.length);
});

test('help is the same as --help', async () => {
  expect(await printedBy('help')).toBe(await printedBy('--help'));
});

test('options may stand before the second word of a name', async () => {
  const terminal = captureTerminal();

  expect(await run(['bans', '--config', 'none.yaml', 'list'], terminal)).toBe(78);
  expect(terminal.err()).toMatch(/^none\.yaml has 1 problem:\n  there is no such file;/);
});
