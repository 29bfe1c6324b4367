import { expect, it } from 'vitest';
import { addressRate } from '../../src/checks/address-rate.ts';
import type { Charge } from '../../src/domain/ledger/ledger.ts';
import { addressOf, arrivalWith, factsWith, policyWith } from '../support/facts.ts';

const rate = { calls: 7, perMs: 1000 };

it('counts with the rate of limits.address', () => {
  expect(chargeOf('192.0.2.1')).toEqual({ limit: 'address_rate', key: '192.0.2.1', rate });
});

it('counts an IPv4 address and the same one mapped into IPv6 together', () => {
  expect(chargeOf('::ffff:192.0.2.1')).toEqual(chargeOf('192.0.2.1'));
});

it('counts IPv4 addresses apart, and IPv6 addresses by their prefix', () => {
  expect(chargeOf('192.0.2.2')).not.toEqual(chargeOf('192.0.2.1'));
  expect(chargeOf('2001:db8::1')).toEqual(chargeOf('2001:db8::ffff:ffff:ffff:ffff'));
  expect(chargeOf('2001:db8:0:1::1')).not.toEqual(chargeOf('2001:db8::1'));
});

function chargeOf(address: string): Charge {
  const arrival = arrivalWith({ address: addressOf(address) });
  return addressRate.charge(factsWith({ arrival, policy: policyWith({ limits: { address: rate } }) }).base);
}
