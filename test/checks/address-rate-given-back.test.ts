import { expect, it } from 'vitest';
import { addressRateGivenBack } from '../../src/checks/address-rate-given-back.ts';
import { addressRate } from '../../src/checks/address-rate.ts';
import {
  accessKeyCredential,
  apiKeyCredential,
  callWith,
  factsWith,
  idOfAlice,
  passwordCredential,
  secretOfAlice,
} from '../support/facts.ts';

it('gives back what address_rate took', () => {
  expect(addressRateGivenBack.limit).toBe(addressRate);
});

it.each([accessKeyCredential(idOfAlice, secretOfAlice), apiKeyCredential])('is for a proven key: $kind', (credential) => {
  expect(addressRateGivenBack.when(factsWith({ call: callWith({ credential }) }))).toBe(true);
});

it('is not for a password, which only the panel can prove', () => {
  expect(addressRateGivenBack.when(factsWith({ call: callWith({ credential: passwordCredential }) }))).toBe(false);
});
