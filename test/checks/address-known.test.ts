import { expect, it } from 'vitest';
import { addressKnown } from '../../src/checks/address-known.ts';
import { arrivalWith, factsWith } from '../support/facts.ts';

it('an address that is known passes', () => {
  expect(addressKnown.judge(factsWith())).toBeUndefined();
});

it('no usable address is refused', () => {
  const facts = factsWith({ arrival: arrivalWith({ address: undefined }) });
  expect(addressKnown.judge(facts)).toEqual({ reason: 'address_unknown' });
});
