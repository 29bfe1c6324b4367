import { describe, expect, it } from 'vitest';
import { notInDoubt } from '../../src/checks/not-in-doubt.ts';
import type { Call } from '../../src/domain/call/call.ts';
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

  it('is refused for good where only the panel can judge it', () => {
    const facts = factsWith({ doubts, call: callWith({ credential: passwordCredential }) });
    expect(notInDoubt.judge(facts)).toEqual({ reason: 'credential_invalid', deprecated: true });
  });
});

it('asks for the very credential and state of the call', () => {
  const asked: unknown[] = [];
  const facts = factsWith({
    call: callWith({ credential: accessKey }),
    doubts: { areHeldAgainst: (credential: Call['credential'], state) => asked.push(credential, state) < 0 },
  });
  notInDoubt.judge(facts);
  expect(asked[0]).toBe(accessKey);
  expect(asked[1]).toBe(facts.state);
});
