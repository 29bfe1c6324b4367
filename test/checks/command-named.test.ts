import { expect, it } from 'vitest';
import { commandNamed } from '../../src/checks/command-named.ts';
import { callWith, factsWith } from '../support/facts.ts';

it.each(['v-list-user', 'x', ' ', '00'])('a command that is named passes: %j', (command) => {
  expect(commandNamed.judge(factsWith({ call: callWith({ command }) }))).toBeUndefined();
});

it('an empty command is refused as missing', () => {
  expect(commandNamed.judge(factsWith({ call: callWith({ command: '' }) }))).toEqual({ reason: 'command_missing' });
});
