import { expect, it } from 'vitest';
import { commandExists } from '../../src/checks/command-exists.ts';
import { callWith, factsWith } from '../support/facts.ts';

it.each(['v-list-user', 'v-make-tmp-file', 'v-change-domain-owner'])('a command that the panel has passes: %s', (command) => {
  expect(commandExists.judge(factsWith({ call: callWith({ command }) }))).toBeUndefined();
});

it.each(['v-list-use', 'v-list-user2', 'V-LIST-USER', 'constructor', '__proto__'])('any other is unknown: %s', (command) => {
  expect(commandExists.judge(factsWith({ call: callWith({ command }) }))).toEqual({ reason: 'command_unknown', command });
});
