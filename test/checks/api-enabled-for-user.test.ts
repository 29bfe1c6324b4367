import { describe, expect, it } from 'vitest';
import { apiEnabledForUser } from '../../src/checks/api-enabled-for-user.ts';
import {
  apiKeyCredential,
  callerWith,
  callWith,
  factsWith,
  passwordCredential,
  rootCaller,
  stateWith,
} from '../support/facts.ts';

describe('with the API on for the root user only', () => {
  const state = stateWith({ api: { accessKeys: 'root', deprecated: true } });

  it('the key of another user is refused', () => {
    expect(apiEnabledForUser.judge(factsWith({ state, caller: callerWith() }))).toEqual({ reason: 'api_disabled_for_user' });
  });

  it("the root user's key passes", () => {
    expect(apiEnabledForUser.judge(factsWith({ state, caller: rootCaller() }))).toBeUndefined();
  });

  it.each([apiKeyCredential, passwordCredential])('the switch is not that of a deprecated credential: $kind', (credential) => {
    const facts = factsWith({ state, call: callWith({ credential }), caller: callerWith({ isRoot: false }) });
    expect(apiEnabledForUser.judge(facts)).toBeUndefined();
  });
});

it('with the API on for all users every key passes', () => {
  expect(apiEnabledForUser.judge(factsWith({ caller: callerWith() }))).toBeUndefined();
});
