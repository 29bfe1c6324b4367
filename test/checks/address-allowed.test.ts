import { describe, expect, it } from 'vitest';
import { addressAllowed } from '../../src/checks/address-allowed.ts';
import { AddressSet } from '../../src/domain/address/address-set.ts';
import type { Denial } from '../../src/domain/call/denial.ts';
import type { AllowedAddresses } from '../../src/domain/panel/panel-state.ts';
import type { Policy } from '../../src/domain/policy/policy.ts';
import { addressOf, arrivalWith, factsWith, policyWith, stateWith, type World } from '../support/facts.ts';

interface Lists {
  readonly allow?: readonly string[];
  readonly deny?: readonly string[];
  readonly everyone?: boolean;
  readonly inherit?: boolean;
}

const notAllowed = { reason: 'address_not_allowed' } as const;
const unavailable = { reason: 'state_unavailable' } as const;

describe('an address', () => {
  it.each([
    ['192.0.2.7', { allow: ['192.0.2.7'] }],
    ['192.0.2.0', { allow: ['192.0.2.0/24'] }],
    ['192.0.2.255', { allow: ['192.0.2.0/24'] }],
    ['::ffff:192.0.2.7', { allow: ['192.0.2.0/24'] }],
    ['192.0.2.7', { allow: ['::ffff:192.0.2.0/120'] }],
    ['2001:db8::1', { allow: ['2001:db8::/48'] }],
    ['2001:DB8:0:0:0:0:0:1', { allow: ['2001:db8::1'] }],
    ['203.0.113.9', { everyone: true }],
    ['2001:db8::9', { everyone: true }],
    ['192.0.2.8', { allow: ['192.0.2.0/24'], deny: ['192.0.2.7'] }],
  ] as const)('%s passes with %j', (address, lists) => {
    expect(judge(address, lists)).toBeUndefined();
  });

  it.each([
    ['192.0.2.7', {}],
    ['192.0.3.0', { allow: ['192.0.2.0/24'] }],
    ['192.0.1.255', { allow: ['192.0.2.0/24'] }],
    ['2001:db8:1::', { allow: ['2001:db8::/48'] }],
    ['192.0.2.7', { allow: ['::/0'] }],
    ['2001:db8::1', { allow: ['0.0.0.0/0'] }],
    ['192.0.2.7', { allow: ['192.0.2.7'], deny: ['192.0.2.7'] }],
    ['192.0.2.7', { everyone: true, deny: ['192.0.2.0/24'] }],
    ['::ffff:192.0.2.7', { everyone: true, deny: ['192.0.2.0/24'] }],
    ['198.51.100.7', { inherit: true, deny: ['198.51.100.7'] }],
  ] as const)('%s is refused with %j', (address, lists) => {
    expect(judge(address, lists)).toEqual(notAllowed);
  });
});

describe("with inherit, the panel's list", () => {
  const inherit = { inherit: true };

  it('lets pass whom it names, and nobody else', () => {
    expect(judge('198.51.100.7', inherit)).toBeUndefined();
    expect(judge('198.51.100.8', inherit)).toEqual(notAllowed);
  });

  it('of everyone lets everyone pass', () => {
    expect(judge('203.0.113.9', inherit, withPanelList({ everyone: true }))).toBeUndefined();
  });

  it('that is empty lets nobody pass', () => {
    expect(judge('198.51.100.7', inherit, withPanelList({ everyone: false, set: AddressSet.empty }))).toEqual(notAllowed);
  });

  it('of everyone does not outweigh deny', () => {
    const facts = withPanelList({ everyone: true });
    expect(judge('203.0.113.9', { ...inherit, deny: ['203.0.113.0/24'] }, facts)).toEqual(notAllowed);
  });

  it.each([{ isStale: true }, { state: undefined, isStale: true }, { state: undefined, isStale: false }])(
    'cannot be asked with %j',
    (facts) => {
      expect(judge('198.51.100.7', inherit, facts)).toEqual(unavailable);
    },
  );

  it('need not be asked for an address that the configuration names', () => {
    expect(judge('192.0.2.7', { ...inherit, allow: ['192.0.2.0/24'] }, { state: undefined, isStale: true })).toBeUndefined();
  });

  it('need not be asked for an address that the configuration denies', () => {
    const lists = { ...inherit, deny: ['198.51.100.7'] };
    expect(judge('198.51.100.7', lists, { state: undefined, isStale: true })).toEqual(notAllowed);
  });

  it('adds to the configured one', () => {
    const lists = { ...inherit, allow: ['192.0.2.0/24'] };
    expect(['192.0.2.7', '198.51.100.7', '203.0.113.9'].map((address) => judge(address, lists))).toEqual([
      undefined,
      undefined,
      notAllowed,
    ]);
  });
});

it("without inherit the panel's list lets nobody pass, and a stale state stops nobody", () => {
  expect(judge('198.51.100.7', {}, withPanelList({ everyone: true }))).toEqual(notAllowed);
  expect(judge('192.0.2.7', { allow: ['192.0.2.7'] }, { state: undefined, isStale: true })).toBeUndefined();
});

function judge(address: string, lists: Lists, changes: Partial<World> = {}): Denial | undefined {
  const arrival = arrivalWith({ address: addressOf(address) });
  return addressAllowed.judge(factsWith({ arrival, policy: policyOf(lists), ...changes }).base);
}

function policyOf({ allow = [], deny = [], everyone = false, inherit = false }: Lists): Policy {
  return policyWith({ clients: { allow: { everyone, inherit, set: AddressSet.of(allow) }, deny: AddressSet.of(deny) } });
}

function withPanelList(allowedAddresses: AllowedAddresses): Partial<World> {
  return { state: stateWith({ allowedAddresses }) };
}
