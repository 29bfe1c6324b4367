import { expect, it } from 'vitest';
import { keyRate } from '../../src/checks/key-rate.ts';
import type { Charge } from '../../src/domain/ledger/ledger.ts';
import type { Permissions } from '../../src/domain/panel/panel-state.ts';
import { callerWith, factsWith, idOfAlice, policyWith, profiles } from '../support/facts.ts';

const limits = {
  key: { calls: 10, perMs: 60_000 },
  profiles: new Map([
    ['narrow', { calls: 1, perMs: 60_000 }],
    ['wide', { calls: 100, perMs: 60_000 }],
    ['widest', { calls: 5, perMs: 1000 }],
  ]),
};

it.each([
  ['a key without profiles counts by limits.key', { kind: 'everything' }, limits.key],
  ['a profile without a limit of its own counts by limits.key', profiles('other'), limits.key],
  ['no profile at all counts by limits.key', profiles(), limits.key],
  ['the limit of a profile replaces limits.key, also where it is narrower', profiles('narrow'), { calls: 1, perMs: 60_000 }],
  ['a profile without a limit does not widen one that has one', profiles('other', 'narrow'), { calls: 1, perMs: 60_000 }],
  ['of several the widest counts', profiles('wide', 'narrow'), { calls: 100, perMs: 60_000 }],
  ['of several the widest counts, whatever their order', profiles('narrow', 'wide'), { calls: 100, perMs: 60_000 }],
  ['the widest is the one with most calls in a time', profiles('wide', 'widest', 'narrow'), { calls: 5, perMs: 1000 }],
] as const)('%s', (_, permissions, rate) => {
  expect(chargeOf(permissions)).toEqual({ limit: 'key_rate', key: idOfAlice, rate });
});

function chargeOf(permissions: Permissions): Charge | undefined {
  return keyRate.charge(factsWith({ caller: callerWith({ permissions }), policy: policyWith({ limits }) }));
}
