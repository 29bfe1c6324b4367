import { describe, expect, it } from 'vitest';
import { notInDoubt } from '../../src/checks/not-in-doubt.ts';
import type { KeyCredential } from '../../src/domain/call/call.ts';
import {
  accessKeyCredential,
  apiKeyCredential,
  callWith,
  factsWith,
  idOfAlice,
  passwordCredential,
  secretOfAlice,
} from '../support/facts.ts';

const accessKey = accessKeyCredential(idOfAlice, secretOfAlice);

it('a credential that nothing is held against passes', () => {
  expect(notInDoubt.judge(factsWith())).toBeUndefined();
});

describe('a credential that the panel has refused', () => {
  const doubts = { areHeldAgainst: () => true };

  it.each([accessKey, apiKeyCredential])('waits for a newer state: $kind', (credential) => {
    expect(notInDoubt.judge(factsWith({ doubts, call: callWith({ credential }) }))).toEqual({ reason: 'state_unavailable' });
  });
});

it('a password passes, because the panel alone judges it', () => {
  const doubts = { areHeldAgainst: () => true };
  expect(notInDoubt.judge(factsWith({ doubts, call: callWith({ credential: passwordCredential }) }))).toBeUndefined();
});

it('asks for the very credential and state of the call', () => {
  const asked: unknown[] = [];
  const facts = factsWith({
    call: callWith({ credential: accessKey }),
    doubts: { areHeldAgainst: (credential: KeyCredential, state) => asked.push(credential, state) < 0 },
  });
  notInDoubt.judge(facts);
  expect(asked[0]).toBe(accessKey);
  expect(asked[1]).toBe(facts.state);
});
