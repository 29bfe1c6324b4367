import { describe, expect, it } from 'vitest';
import { apiEnabled } from '../../src/checks/api-enabled.ts';
import type { CredentialKind } from '../../src/domain/call/call.ts';
import type { ApiSwitches } from '../../src/domain/panel/panel-state.ts';
import {
  accessKeyCredential,
  apiKeyCredential,
  callWith,
  factsWith,
  idOfAlice,
  passwordCredential,
  policyWith,
  secretOfAlice,
  stateWith,
} from '../support/facts.ts';

const credentials = {
  'access-key': accessKeyCredential(idOfAlice, secretOfAlice),
  'api-key': apiKeyCredential,
  password: passwordCredential,
};
const kinds: readonly CredentialKind[] = ['access-key', 'api-key', 'password'];
const switches: readonly ApiSwitches[] = (['off', 'root', 'all'] as const).flatMap((accessKeys) =>
  [false, true].map((deprecated) => ({ accessKeys, deprecated })),
);

describe.each(kinds)('%s', (kind) => {
  const call = callWith({ credential: credentials[kind] });

  it.each(switches)('with the panel at $accessKeys/$deprecated needs its own switch, and the configuration', (api) => {
    const allowed = { 'access-key': false, 'api-key': false, password: false };
    const on = policyWith({ auth: { allowed: { ...allowed, [kind]: true } } });
    const isOn = kind === 'access-key' ? api.accessKeys !== 'off' : api.deprecated;
    expect(apiEnabled.judge(factsWith({ call, policy: on, state: stateWith({ api }) }))).toEqual(
      isOn ? undefined : { reason: 'api_disabled' },
    );
  });

  it.each(switches)('is off at $accessKeys/$deprecated where the configuration denies this kind alone', (api) => {
    const allowed = { 'access-key': true, 'api-key': true, password: true };
    const off = policyWith({ auth: { allowed: { ...allowed, [kind]: false } } });
    expect(apiEnabled.judge(factsWith({ call, policy: off, state: stateWith({ api }) }))).toEqual({ reason: 'api_disabled' });
  });
});
