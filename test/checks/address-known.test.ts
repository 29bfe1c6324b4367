import { expect, it } from 'vitest';
import { addressKnown } from '../../src/checks/address-known.ts';
import { addressOf, arrivalWith, snapshotOf, worldWith } from '../support/facts.ts';

const snapshot = snapshotOf(worldWith());

it('an address that is known is handed over', () => {
  const address = addressOf('192.0.2.9');
  const arrival = arrivalWith({ address });
  expect(addressKnown.prove({ arrival, snapshot })).toEqual({ arrival, snapshot, address });
});

it('no usable address is refused', () => {
  expect(addressKnown.prove({ arrival: arrivalWith({ address: undefined }), snapshot })).toEqual({ reason: 'address_unknown' });
});
