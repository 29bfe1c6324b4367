import { expect, it } from 'vitest';
import { addressRate } from '../../src/checks/address-rate.ts';
import type { Budget } from '../../src/domain/limiter.ts';
import { addressOf, arrivalWith, factsWith, policyWith } from '../support/facts.ts';

const rate = { calls: 7, perMs: 1000 };

it('counts with the rate of limits.address', () => {
  expect(budgetOf('192.0.2.1')).toEqual({ key: '192.0.2.1', rate });
});

it('counts an IPv4 address and the same one mapped into IPv6 together', () => {
  expect(budgetOf('::ffff:192.0.2.1')).toEqual(budgetOf('192.0.2.1'));
});

it('counts IPv4 addresses apart, and IPv6 addresses by their prefix', () => {
  expect(budgetOf('192.0.2.2')).not.toEqual(budgetOf('192.0.2.1'));
  expect(budgetOf('2001:db8::1')).toEqual(budgetOf('2001:db8::ffff:ffff:ffff:ffff'));
  expect(budgetOf('2001:db8:0:1::1')).not.toEqual(budgetOf('2001:db8::1'));
});

it('has nothing to count without an address', () => {
  expect(addressRate.budget(factsWith({ arrival: arrivalWith({ address: undefined }) }))).toBeUndefined();
});

it('refuses with the time to wait', () => {
  expect(addressRate.refuse(1234)).toEqual({ reason: 'address_rate', retryAfterMs: 1234 });
});

function budgetOf(address: string): Budget | undefined {
  const arrival = arrivalWith({ address: addressOf(address) });
  return addressRate.budget(factsWith({ arrival, policy: policyWith({ limits: { address: rate } }) }));
}
