import { describe, expect, test } from 'vitest';
import { findCommandLine } from '../../src/cli/line/find-command-line.ts';
import { commandLine } from '../../src/terminal/command-line.ts';
import { asWritten, flagOption, optional } from '../../src/terminal/parameter.ts';

const row = { about: 'Does nothing.', run: () => Promise.resolve(0) };
const file = optional({ placeholder: 'FILE', about: 'a file', fallback: 'none', read: asWritten });
const show = commandLine({ ...row, name: 'show' });
const boxList = commandLine({ ...row, name: 'box list', options: { file } });
const boxAdd = commandLine({ ...row, name: 'box add', options: { file, now: flagOption('at once') } });
const boxRemove = commandLine({ ...row, name: 'box remove' });
const table = [show, boxList, boxAdd, boxRemove];

describe('a command is found', () => {
  test.each([
    [['show'], show, []],
    [['show', '--all', 'a'], show, ['--all', 'a']],
    [['box', 'add', 'list'], boxAdd, ['list']],
    [['box', '--file', 'list', 'add'], boxAdd, ['--file', 'list']],
    [['box', '--now', 'add', '--file=a'], boxAdd, ['--now', '--file=a']],
  ])('in %j', (words, command, args) => {
    expect(findCommandLine(table, words)).toEqual({ commands: [command], args, fault: undefined });
  });
});

describe('several are found, and it is said which', () => {
  test.each([
    [['box'], 'box needs list, add or remove'],
    [['box', '--file', 'add'], 'box needs list, add or remove'],
    [['box', 'drop'], 'unknown command "box drop": box needs list, add or remove'],
    [['box', 'lst'], 'unknown command "box lst"; did you mean "box list"?'],
  ])('in %j', (words, message) => {
    const { commands, fault } = findCommandLine(table, words);
    expect(commands).toEqual([boxList, boxAdd, boxRemove]);
    expect([fault?.message, fault?.command]).toEqual([message, 'box']);
  });
});

describe('a word that begins no command is an error', () => {
  test.each([
    [['shw'], 'unknown command "shw"; did you mean "show"?'],
    [['bx', 'add'], 'unknown command "bx"; did you mean "box"?'],
    [['list'], 'unknown command "list"'],
    [['--al'], 'unknown option "--al"'],
  ])('%j', (words, message) => {
    expect(() => findCommandLine(table, words)).toThrow(message);
  });
});
