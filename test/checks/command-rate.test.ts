import { expect, it } from 'vitest';
import { commandRate } from '../../src/checks/command-rate.ts';
import type { Charge } from '../../src/domain/ledger/ledger.ts';
import { callerWith, callWith, factsWith, policyWith } from '../support/facts.ts';

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
  expect(chargeOf('alice', 'v-list-users')).toBeUndefined();
});

it('a command with a limit is counted with its rate', () => {
  expect(chargeOf('alice', 'v-add-user')?.rate).toEqual(rate);
});

it('each command of each key is counted apart', () => {
  const pairs = ['alice', 'bob'].flatMap((name) => ['v-add-user', 'v-list-user'].map((command) => chargeOf(name, command)?.key));
  expect(new Set(pairs).size).toBe(4);
});

function chargeOf(name: string, command: string): Charge | undefined {
  return commandRate.charge(factsWith({ caller: callerWith({ name }), call: callWith({ command }), policy }));
}
