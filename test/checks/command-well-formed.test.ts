import { expect, it } from 'vitest';
import { commandWellFormed } from '../../src/checks/command-well-formed.ts';
import { callWith, factsWith } from '../support/facts.ts';

it.each(['v-list-user', 'a-exec', 'A_b-9', '-', '--help', 'v', 'x'.repeat(64)])('passes: %s', (command) => {
  expect(commandWellFormed.judge(factsWith({ call: callWith({ command }) }))).toBeUndefined();
});

it.each([
  'x'.repeat(65),
  'v list',
  'v-list-user\n',
  '\nv-list-user',
  '../v-list-user',
  '/bin/sh',
  'v;id',
  'v$(id)',
  "v'",
  'v\0',
  'v.',
  '\xfc',
  '',
])('is refused with its name: %j', (command) => {
  expect(commandWellFormed.judge(factsWith({ call: callWith({ command }) }))).toEqual({ reason: 'command_invalid', command });
});
