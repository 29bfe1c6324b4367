import { describe, expect, it } from 'vitest';
import { AddressSet } from '../../src/domain/address/address-set.ts';
import { apiEnabled } from '../../src/checks/api-enabled.ts';
import type { CredentialKind } from '../../src/domain/call/call.ts';
import type { ApiSwitches } from '../../src/domain/panel/panel-state.ts';
import {
  accessKeyCredential,
  apiKeyCredential,
  arrivalWith,
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

describe.each(['api-key', 'password'] as const)('%s on terms', (kind) => {
  const call = callWith({ credential: credentials[kind] });
  const here = AddressSet.of(['192.0.2.0/24']);
  const elsewhere = AddressSet.of(['203.0.113.0/24', '192.0.2.0/31', '2001:db8::/32']);

  it.each([
    ['from here', { from: here, untilMs: undefined }, false, undefined],
    ['from elsewhere', { from: AddressSet.of(['203.0.113.1']), untilMs: undefined }, false, 'address'],
    ['from several networks, one of which has the address', { from: elsewhere, untilMs: undefined }, false, undefined],
    ['until a day that is to come', { from: undefined, untilMs: 1 }, false, undefined],
    ['until a day that is over', { from: undefined, untilMs: 1 }, true, 'ended'],
    ['from here until a day that is to come', { from: here, untilMs: 1 }, false, undefined],
    ['from here until a day that is over', { from: here, untilMs: 1 }, true, 'ended'],
    ['from elsewhere until a day that is to come', { from: AddressSet.of(['::1']), untilMs: 1 }, false, 'address'],
    ['from elsewhere until a day that is over', { from: AddressSet.of(['::1']), untilMs: 1 }, true, 'ended'],
  ] as const)('taken %s', (_, terms, isOver, detail) => {
    const policy = policyWith({ auth: { terms: new Map([[kind, terms]]) } });
    const facts = factsWith({ call, policy, arrival: arrivalWith({ receivedMs: isOver ? 1 : 0 }) });
    expect(apiEnabled.judge(facts)).toEqual(detail === undefined ? undefined : { reason: 'api_disabled', detail });
  });

  it('does not bear on the other kinds', () => {
    const policy = policyWith({ auth: { terms: new Map([[kind, { from: AddressSet.of(['::1']), untilMs: 1 }]]) } });
    const others = kinds.filter((each) => each !== kind).map((each) => callWith({ credential: credentials[each] }));
    expect(
      others.map((other) => apiEnabled.judge(factsWith({ call: other, policy, arrival: arrivalWith({ receivedMs: 1 }) }))),
    ).toEqual([undefined, undefined]);
  });
});
