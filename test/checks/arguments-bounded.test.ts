import { expect, it } from 'vitest';
import { argumentsBounded } from '../../src/checks/arguments-bounded.ts';
import { callWith, factsWith } from '../support/facts.ts';

const command = 'v-list-user';
const longest = 131_071 - 36 - command.length - 3;

it('arguments of exactly the bound pass', () => {
  expect(argumentsBounded.judge(factsWith({ call: callWith({ command, args: ['x'.repeat(longest)] }) }))).toBeUndefined();
});

it('one byte more is refused', () => {
  const call = callWith({ command, args: ['x'.repeat(longest + 1)] });
  expect(argumentsBounded.judge(factsWith({ call }))).toEqual({ reason: 'arguments_too_long' });
});

it('an empty argument more is refused', () => {
  const call = callWith({ command, args: ['x'.repeat(longest), ''] });
  expect(argumentsBounded.judge(factsWith({ call }))).toEqual({ reason: 'arguments_too_long' });
});

it('v-make-tmp-file may be larger', () => {
  const call = callWith({ command: 'v-make-tmp-file', args: ["'".repeat(1_000_000), 'zone'] });
  expect(argumentsBounded.judge(factsWith({ call }))).toBeUndefined();
});
