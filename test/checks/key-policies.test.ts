import { describe, expect, it } from 'vitest';
import type { Reason, ReportableReason } from '../../src/domain/call/denials.ts';
import { KeyPolicies } from '../../src/domain/policy/key-policies.ts';
import { OpeningHours } from '../../src/domain/policy/opening-hours.ts';
import {
  accessKeyCredential,
  addressOf,
  arrivalWith,
  callWith,
  idOfAdmin,
  idOfAlice,
  policyWith,
  profiles,
  secretOfAlice,
  stateWith,
  type World,
  worldWith,
} from '../support/facts.ts';
import { policiesOf, policyOf, type WrittenPolicy } from '../support/key-policies.ts';
import { reasonOf, verdictOf } from '../support/judge-world.ts';
import { ledgerWith } from '../support/ledger.ts';

const friday = Date.parse('2027-01-15T08:16:40Z');
const secretOfAdmin = 'admin-secret.0123456789+abcdefghij=_XYZ%';

/** Alice's call, or the root user's, by a key with this policy. */
function worldOf(policy: WrittenPolicy, { args = ['alice'], command = 'v-list-user', asRoot = false, at = friday } = {}): World {
  const credential = asRoot ? accessKeyCredential(idOfAdmin, secretOfAdmin) : accessKeyCredential(idOfAlice, secretOfAlice);
  return worldWith({
    arrival: arrivalWith({ receivedMs: at }),
    policy: policyWith({ keys: policiesOf({ [asRoot ? idOfAdmin : idOfAlice]: policy }) }),
    commandTable: new Map([['v-list-user', { userArg: 1, toldUserArg: 1, domainArg: 2, effect: 'read' }]]),
    call: callWith({ credential, args, command }),
  });
}

const groupOf = (of: object, written: WrittenPolicy = { deny: ['*'] }): KeyPolicies =>
  new KeyPolicies(new Map(), [
    { ids: undefined, users: undefined, profiles: undefined, ...of, policy: policyOf(written, 'keyGroups[0]') },
  ]);

type CallChanges = NonNullable<Parameters<typeof worldOf>[1]>;
type Case = readonly [policy: WrittenPolicy, reason: Reason | 'permitted', call?: CallChanges];

const cases: readonly Case[] = [
  [{}, 'permitted'],
  [{ from: ['192.0.2.1'] }, 'permitted'],
  [{ from: ['192.0.2.0/24', '2001:db8::/48'] }, 'permitted'],
  [{ from: ['198.51.100.0/24'] }, 'key_address'],
  [{ from: [] }, 'key_address'],
  [{ notBefore: '2027-01-15T08:16:40Z' }, 'permitted'],
  [{ notBefore: '2027-01-15T08:16:41Z' }, 'key_expired'],
  [{ expires: '2027-01-15T08:16:41Z' }, 'permitted'],
  [{ expires: '2027-01-15T08:16:40Z' }, 'key_expired'],
  [{ hours: ['fri 08:16-08:17'] }, 'permitted'],
  [{ hours: ['fri 08:17-08:16'] }, 'key_hours'],
  [{ hours: ['08:00-09:00'], zone: 'Europe/Berlin' }, 'key_hours'],
  [{ hours: ['09:00-10:00'], zone: 'Europe/Berlin' }, 'permitted'],
  [{ panels: ['main'] }, 'permitted'],
  [{ panels: ['other'] }, 'key_panel'],
  [{ allow: ['v-list-user'] }, 'permitted'],
  [{ allow: ['v-list-*'] }, 'permitted'],
  [{ allow: ['profile:reader'] }, 'permitted'],
  [{ allow: ['*'] }, 'permitted'],
  [{ allow: ['v-add-*'] }, 'key_command'],
  [{ allow: [] }, 'key_command'],
  [{ allow: ['profile:gone'] }, 'key_command'],
  [{ deny: ['v-list-user'] }, 'key_command'],
  [{ allow: ['v-list-user'], deny: ['v-list-*'] }, 'key_command'],
  [{ deny: ['profile:reader'] }, 'key_command'],
  // Nothing is allowed that the panel does not allow.
  [{ allow: ['v-add-user'] }, 'command_not_allowed', { command: 'v-add-user' }],
  [{ users: ['alice'] }, 'permitted', { asRoot: true }],
  [{ users: ['alice'] }, 'key_user', { asRoot: true, args: ['bob'] }],
  [{ users: ['alice'] }, 'key_user', { asRoot: true, args: [] }],
  [{ users: ['alice'] }, 'permitted', { asRoot: true, command: 'v-list-users', args: [] }],
  [{ users: ['alice'] }, 'key_user', { asRoot: true, command: 'v-change-domain-owner', args: ['bob.test', 'alice'] }],
  [{ domains: ['example.com'] }, 'permitted', { args: ['alice', 'Example.com'] }],
  [{ domains: ['example.com'] }, 'argument_refused', { args: ['alice', 'example.com.'] }],
  [{ domains: ['example.com'] }, 'argument_refused', { args: ['alice'] }],
  // Several at once: the first in the order of the pipeline.
  [{ from: ['198.51.100.1'], expires: '2020-01-01', deny: ['*'] }, 'key_address'],
  [{ expires: '2020-01-01', deny: ['*'] }, 'key_expired'],
  [{ from: ['192.0.2.1'], expires: '2030-01-01', hours: ['fri 00:00-24:00'], allow: ['v-list-user'] }, 'permitted'],
];

describe('a key with a policy', () => {
  it.each(cases.map(([policy, reason, call = {}]) => ({ policy, reason, call })))(
    '$policy is answered with $reason $call',
    async ({ policy, reason, call }) => {
      expect(await reasonOf(worldOf(policy, call))).toBe(reason);
    },
  );

  it('with a wrong secret is answered as without a policy', async () => {
    const world = worldOf({ from: ['198.51.100.1'] });
    const call = callWith({ credential: accessKeyCredential(idOfAlice, 's'.repeat(40)) });
    expect(await reasonOf({ ...world, call })).toBe('secret_wrong');
  });

  it('whose profile cannot be read now is refused without being counted', async () => {
    const world = worldOf({ allow: ['profile:reader'] });
    const state = stateWith({ profiles: new Map([['other', { role: 'user', commands: new Set(['v-list-user']) }]]) });
    const accessKeys = new Map([...state.accessKeys].map(([id, key]) => [id, { ...key, permissions: profiles('other') }]));
    const unknown = { ...state.unknown, profiles: new Set(['reader']) };
    expect(await reasonOf({ ...world, state: { ...state, accessKeys, unknown } })).toBe('state_unavailable');
  });

  it('has a limit of its own, beside the other', async () => {
    const { ledger } = ledgerWith();
    const world = worldOf({ limits: { calls: 2, per: '60s' } });
    const reasons = [];
    for (let count = 0; count < 3; count += 1) reasons.push(await reasonOf(world, ledger));
    expect(reasons).toEqual(['permitted', 'permitted', 'key_rate']);
    expect(await reasonOf(worldOf({}), ledger)).toBe('permitted');
  });
});

describe('a policy for several keys', () => {
  it.each([
    [{}, 'key_command'],
    [{ ids: ['ALICE'] }, 'key_command'],
    [{ ids: ['BOB', idOfAlice] }, 'key_command'],
    [{ ids: ['BOB'] }, 'permitted'],
    [{ users: new Set(['alice']) }, 'key_command'],
    [{ users: new Set(['bob']) }, 'permitted'],
    [{ profiles: new Set(['reader']) }, 'key_command'],
    [{ profiles: new Set(['billing']) }, 'permitted'],
    [{ ids: ['ALICE'], users: new Set(['alice']), profiles: new Set(['billing']) }, 'permitted'],
  ])('of %o answers with %s', async (of, reason) => {
    expect(await reasonOf(worldWith({ policy: policyWith({ keys: groupOf(of) }) }))).toBe(reason);
  });

  it('narrows further what the policy of the key allows', async () => {
    const keys = new KeyPolicies(new Map([[idOfAlice, policyOf({ allow: ['v-list-user'] })]]), [
      { ids: undefined, users: undefined, profiles: undefined, policy: policyOf({ allow: ['v-list-users'] }, 'keyGroups[0]') },
    ]);
    const verdict = verdictOf(worldWith({ policy: policyWith({ keys }) }));
    expect(verdict.denial).toMatchObject({ reason: 'key_command', policy: 'keyGroups[0]' });
  });
});

describe('what a policy reports only', () => {
  it.each<readonly [ReportableReason, WrittenPolicy]>([
    ['key_panel', { panels: ['other'] }],
    ['key_address', { from: ['198.51.100.1'] }],
    ['key_hours', { hours: ['mon 08:00-09:00'] }],
    ['key_expired', { expires: '2020-01-01' }],
    ['key_command', { deny: ['*'] }],
    ['key_user', { users: ['carol'] }],
    ['argument_refused', { domains: ['example.com'] }],
  ])('is noted, and goes on: %s', (reason, policy) => {
    expect(verdictOf(worldOf(policy)).denial).toMatchObject({ reason });
    const reported = verdictOf(worldOf({ ...policy, report: [reason] }));
    expect(reported).toMatchObject({ denial: undefined, reported: [reason] });
    const everywhere = verdictOf({ ...worldOf(policy), reportOnly: new Set([reason]) });
    expect(everywhere).toMatchObject({ denial: undefined, reported: [reason] });
  });

  it('is noted once, however many policies say so', () => {
    const keys = new KeyPolicies(new Map([[idOfAlice, policyOf({ deny: ['*'], report: ['key_command'] })]]), [
      { ids: undefined, users: undefined, profiles: undefined, policy: policyOf({ deny: ['*'], report: ['key_command'] }) },
    ]);
    const verdict = verdictOf(worldWith({ policy: policyWith({ keys }) }));
    expect(verdict).toMatchObject({ denial: undefined, reported: ['key_command'] });
  });

  it('refuses where another policy refuses for the same reason', () => {
    const keys = new KeyPolicies(new Map([[idOfAlice, policyOf({ deny: ['*'], report: ['key_command'] })]]), [
      { ids: undefined, users: undefined, profiles: undefined, policy: policyOf({ deny: ['*'] }, 'keyGroups[0]') },
    ]);
    expect(verdictOf(worldWith({ policy: policyWith({ keys }) })).denial).toMatchObject({ policy: 'keyGroups[0]' });
  });
});

describe('a right secret that its policy keeps from being used', () => {
  it('is counted against pair and address, and never against the key', async () => {
    const { ledger } = ledgerWith();
    const attempts = Array.from({ length: 60 }, (_, each) => addressOf(`192.0.2.${each + 1}`));
    for (const address of attempts) {
      const world = worldOf({ expires: '2020-01-01' });
      expect(await reasonOf({ ...world, arrival: arrivalWith({ address, receivedMs: friday }) }, ledger)).toBe('key_expired');
    }
    // Fifty failures of a key from everywhere would stop it.
    expect(await reasonOf(worldOf({}), ledger)).toBe('permitted');
  });

  it('ends in a ban of the pair, as a wrong one does', async () => {
    const { ledger } = ledgerWith();
    const reasons = [];
    for (let count = 0; count < 6; count += 1) reasons.push(await reasonOf(worldOf({ expires: '2020-01-01' }), ledger));
    expect(reasons).toEqual([...Array.from({ length: 5 }, () => 'key_expired'), 'address_banned']);
  });
});

describe('times of the week', () => {
  it.each([
    ['fri 22:00-06:00', '2027-01-15T23:00Z', true],
    ['fri 22:00-06:00', '2027-01-16T05:59Z', true],
    ['fri 22:00-06:00', '2027-01-16T06:00Z', false],
    ['sun 22:00-06:00', '2027-01-18T05:00Z', true],
    ['sat-mon 08:00-09:00', '2027-01-17T08:30Z', true],
    ['sat-mon 08:00-09:00', '2027-01-19T08:30Z', false],
    ['00:00-24:00', '2027-01-19T23:59Z', true],
    ['Mon-Fri 08:00-18:00', '2027-01-15T17:59Z', true],
  ])('%s at %s: %s', (text, time, isOpen) => {
    expect(new OpeningHours([text], 'UTC').has(Date.parse(time))).toBe(isOpen);
  });

  it('follow the clock of the zone, where it is set forward and back', () => {
    const hours = new OpeningHours(['sun 02:00-03:00'], 'Europe/Berlin');
    // 2027-03-28: the hour from 2 to 3 does not come. 2027-10-31: it comes twice.
    expect(['2027-03-28T00:30Z', '2027-03-28T01:30Z'].map((time) => hours.has(Date.parse(time)))).toEqual([false, false]);
    expect(['2027-10-31T00:30Z', '2027-10-31T01:30Z', '2027-10-31T02:30Z'].map((time) => hours.has(Date.parse(time)))).toEqual([
      true,
      true,
      false,
    ]);
  });

  it.each(['mon', '8:00-9:00', 'mon-fri', 'foo 08:00-09:00', '24:00-25:00', '08:60-09:00', 'mon,tue 08:00-09:00'])(
    'are not %s',
    (text) => {
      expect(() => new OpeningHours([text], 'UTC')).toThrow(RangeError);
    },
  );
});
