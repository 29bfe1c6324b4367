import { describe, expect, it } from 'vitest';
import { readGiven } from '../../src/cli/line/read-given.ts';
import { commandLine } from '../../src/terminal/command-line.ts';
import { asWritten, flagOption, optional, required, requiredWord, several } from '../../src/terminal/parameter.ts';
import { usageText } from '../../src/terminal/usage-text.ts';
import { captureTerminal } from '../cli/capture-terminal.ts';

// Each kind of operand and option that a row of the table may have, whether a command has one today or not.

const shape = { placeholder: 'X', about: 'an x', read: asWritten };
const row = { name: 'try', about: 'Tries.' };

const command = commandLine({
  ...row,
  operands: {
    first: required(shape),
    second: optional({ ...shape, placeholder: 'Y' }),
    rest: several({ placeholder: 'Z', about: 'a z' }),
  },
  options: {
    must: required({ ...shape, read: Number }),
    may: optional(shape),
    usual: optional({ ...shape, fallback: '7', read: Number }),
    each: several(shape),
    mode: requiredWord(['fast', 'slow'], { placeholder: 'MODE', about: 'how' }),
    now: flagOption('at once'),
  },
  run: (values, { stdout }) => {
    stdout.write(JSON.stringify(values));
    return Promise.resolve(0);
  },
});

async function read(line: string): Promise<unknown> {
  const terminal = captureTerminal();
  await command.run(readGiven(command, line.split(' ')), terminal);
  return JSON.parse(terminal.out());
}

describe('a row of the table of commands', () => {
  it('shows how often each of its operands and options may be given', () => {
    expect(usageText(command)).toBe('try X [Y] [Z]... --must X [--may X] [--usual X] [--each X]... --mode MODE [--now]');
  });

  it('hands on what was given, as it is read', async () => {
    expect(await read('a b c d --must 1 --may m --usual 2 --each e --each f --mode fast --now')).toEqual({
      first: 'a',
      second: 'b',
      rest: ['c', 'd'],
      must: 1,
      may: 'm',
      usual: 2,
      each: ['e', 'f'],
      mode: 'fast',
      now: true,
    });
  });

  it('hands on what holds where nothing was given', async () => {
    expect(await read('a --must 1 --mode slow')).toEqual({
      first: 'a',
      rest: [],
      must: 1,
      usual: 7,
      each: [],
      mode: 'slow',
      now: false,
    });
  });

  it.each([
    ['--must 1 --mode slow', 'try needs X, --must X and --mode MODE, once each'],
    ['a --must 1', 'try needs X, --must X and --mode MODE, once each'],
    ['a --must 1 --must 2 --mode slow', 'try needs X, --must X and --mode MODE, once each'],
    ['a --must 1 --mode slow --may m --may n', 'try takes --may once'],
    ['a --must 1 --mode late', 'expected fast or slow, found "late"'],
    ['a --must 1 --mode slow --now=yes', "option '--now' does not take an argument"],
  ])('refuses %j', async (line, message) => {
    await expect(read(line)).rejects.toThrow(message);
  });
});
