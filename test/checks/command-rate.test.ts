import { expect, it } from 'vitest';
import { commandRate } from '../../src/checks/command-rate.ts';
import type { Budget } from '../../src/domain/limiter.ts';
import { bearerWith, callWith, factsWith, policyWith } from '../support/facts.ts';

const rate = { calls: 2, perMs: 1000 };
const policy = policyWith({
  limits: {
    commands: new Map([
      ['v-add-user', rate],
      ['v-list-user', rate],
    ]),
  },
});

it('a command without a limit is not counted', () => {
  expect(budgetOf('alice', 'v-list-users')).toBeUndefined();
});

it('a command with a limit is counted with its rate', () => {
  expect(budgetOf('alice', 'v-add-user')?.rate).toEqual(rate);
});

it('each command of each key is counted apart', () => {
  const pairs = ['alice', 'bob'].flatMap((name) => ['v-add-user', 'v-list-user'].map((command) => budgetOf(name, command)?.key));
  expect(new Set(pairs).size).toBe(4);
});

it('refuses with the time to wait', () => {
  expect(commandRate.refuse(5)).toEqual({ reason: 'command_rate', retryAfterMs: 5 });
});

function budgetOf(name: string, command: string): Budget | undefined {
  return commandRate.budget(factsWith({ bearer: bearerWith({ name }), call: callWith({ command }), policy }));
}
