import { describe, expect, it } from 'vitest';
import { addressRate } from '../../src/checks/address-rate.ts';
import type { Credential } from '../../src/domain/call/call.ts';
import { nothingUnknown, type PanelState, type Unknowns } from '../../src/domain/panel/panel-state.ts';
import { digestOf, Secret } from '../../src/domain/secret.ts';
import {
  accessKeyCredential,
  callWith,
  factsWith,
  idOfAdmin,
  idOfAlice,
  passwordCredential,
  policyWith,
  profiles,
  secretOfAlice,
  stateWith,
  type World,
  worldWith,
} from '../support/facts.ts';
import { reasonOf } from '../support/judge-world.ts';
import { ledgerWith } from '../support/ledger.ts';

// A gateway that could not read a file must not tell its client that the key is wrong, and must not ban him for it.

const unlisted = 'UNLISTEDKEY000000001';
const aliceOf = accessKeyCredential(idOfAlice, secretOfAlice);
const adminOf = accessKeyCredential(idOfAdmin, 'admin-secret.0123456789+abcdefghij=_XYZ%');
const adminKey = stateWith().accessKeys.get(idOfAdmin) ?? { id: idOfAdmin, secretDigest: digestOf(''), user: 'admin' };
const apiKeyOf: Credential = { kind: 'api-key', key: new Secret('AnotherKey_0123456789') };

interface Case {
  readonly what: string;
  readonly unknown: Partial<Unknowns>;
  readonly state?: Partial<PanelState>;
  readonly credential?: Credential;
  readonly command?: string;
  readonly args?: readonly string[];
  /** What the same call ends with where nothing is unknown. */
  readonly otherwise: string;
}

const cases: readonly Case[] = [
  {
    what: 'a key',
    unknown: { accessKeys: new Set([unlisted]) },
    credential: accessKeyCredential(unlisted, secretOfAlice),
    otherwise: 'key_unknown',
  },
  { what: "a key's user", unknown: { users: new Set(['alice']) }, state: { users: new Map() }, otherwise: 'user_unknown' },
  {
    what: 'the root user, whose password it is',
    unknown: { users: new Set(['admin']) },
    state: { users: new Map() },
    credential: passwordCredential,
    otherwise: 'user_unknown',
  },
  { what: 'an API key', unknown: { apiKeys: true }, credential: apiKeyOf, otherwise: 'key_unknown' },
  {
    what: 'the only profile of a key',
    unknown: { profiles: new Set(['reader']) },
    state: { profiles: new Map() },
    otherwise: 'command_not_allowed',
  },
  {
    what: 'which argument of a command names the user',
    unknown: { commands: new Set(['v-list-user']) },
    state: { commands: new Map([['v-list-user', { userArg: 0, reach: 'root' }]]) },
    otherwise: 'command_not_allowed',
  },
  {
    what: 'who the root user is, whose password it may be',
    unknown: { rootUser: true },
    state: { rootUser: undefined },
    credential: passwordCredential,
    otherwise: 'credential_invalid',
  },
  {
    what: 'who the root user is, whose key may do everything',
    unknown: { rootUser: true },
    state: { rootUser: undefined },
    credential: adminOf,
    otherwise: 'command_not_allowed',
  },
  {
    what: 'who the root user is, whose keys alone use a profile of ROLE admin',
    unknown: { rootUser: true },
    state: { rootUser: undefined, accessKeys: new Map([[idOfAdmin, { ...adminKey, permissions: profiles('billing') }]]) },
    credential: adminOf,
    command: 'v-add-user',
    otherwise: 'command_not_allowed',
  },
  {
    what: 'who the root user is, who may name any user',
    unknown: { rootUser: true },
    state: { rootUser: undefined },
    args: ['bob'],
    otherwise: 'user_mismatch',
  },
  {
    what: 'who the root user is, who may run commands that name no user',
    unknown: { rootUser: true },
    state: { rootUser: undefined },
    command: 'v-list-users',
    otherwise: 'command_not_allowed',
  },
  {
    what: 'who the root user is, for whom alone the API is on',
    unknown: { rootUser: true },
    state: { rootUser: undefined, api: { accessKeys: 'root', deprecated: true } },
    otherwise: 'api_disabled_for_user',
  },
];

function worldOf({ unknown, state, credential = aliceOf, ...asked }: Omit<Case, 'what' | 'otherwise'>): World {
  const { command = 'v-list-user', args = ['alice'] } = asked;
  return worldWith({
    call: callWith({ credential, command, args }),
    state: stateWith({ ...state, unknown: { ...nothingUnknown, ...unknown } }),
    policy: policyWith({ limits: { refusedCommands: { calls: 1, perMs: 60_000 } } }),
  });
}

describe.each(cases)('where it is not known: $what', ({ otherwise, ...asked }) => {
  it('a call that depends on it is told so, however often, and is never counted', async () => {
    const counters = ledgerWith();
    const reasons: string[] = [];
    for (let call = 0; call < 30; call += 1) reasons.push(await reasonOf(worldOf(asked), counters.ledger));
    expect(new Set(reasons)).toEqual(new Set(['state_unavailable']));
    expect(counters.limiter.entries('refused_commands')).toBe(0);
    expect((['pair', 'address', 'network', 'key'] as const).map((kind) => counters.failures.entries(kind))).toEqual([0, 0, 0, 0]);
  });

  it('the same call is refused for good where it is known', async () => {
    expect(await reasonOf(worldOf({ ...asked, unknown: {} }))).toBe(otherwise);
  });
});

describe('what is not known', () => {
  it('charges the address of a key, as a wrong secret does', async () => {
    const counters = ledgerWith();
    const facts = worldOf({
      unknown: { accessKeys: new Set([unlisted]) },
      credential: accessKeyCredential(unlisted, secretOfAlice),
    });
    await reasonOf(facts, counters.ledger);
    const charge = addressRate.charge(factsWith(facts).base);
    expect(counters.ledger.statusHere(charge).left).toBe(119);
  });

  it('does not hide that the address is banned', async () => {
    const counters = ledgerWith({
      failures: { pair: { attempts: 1, perMs: 600_000 }, address: { attempts: 1, perMs: 600_000 } },
    });
    const wrong = worldOf({ unknown: {}, credential: accessKeyCredential(idOfAlice, 's'.repeat(40)) });
    await reasonOf(wrong, counters.ledger);
    const facts = worldOf({
      unknown: { accessKeys: new Set([unlisted]) },
      credential: accessKeyCredential(unlisted, secretOfAlice),
    });
    expect(await reasonOf(facts, counters.ledger)).toBe('address_banned');
  });

  it('makes no failed login of a wrong secret less', async () => {
    const facts = worldOf({
      unknown: { users: new Set(['alice']) },
      state: { users: new Map() },
      credential: accessKeyCredential(idOfAlice, 's'.repeat(40)),
    });
    expect(await reasonOf(facts)).toBe('secret_wrong');
  });

  it('refuses nothing that something else allows', async () => {
    const known = stateWith().profiles;
    const unknown = { profiles: new Set(['billing']), commands: new Set(['v-add-user']) };
    expect(await reasonOf(worldOf({ unknown, state: { profiles: known } }))).toBe('permitted');
    expect(await reasonOf(worldOf({ unknown, credential: adminOf, command: 'v-add-user' }))).toBe('permitted');
    const nobodyKnown = { unknown: { rootUser: true }, state: { rootUser: undefined } };
    expect(await reasonOf(worldOf(nobodyKnown))).toBe('permitted');
  });

  it('makes no password of another form right, and no wrong secret less of a failed login', async () => {
    const nobodyKnown = { unknown: { rootUser: true }, state: { rootUser: undefined } };
    const tooLong: Credential = { kind: 'password', user: 'admin', password: new Secret('x'.repeat(257)) };
    expect(await reasonOf(worldOf({ ...nobodyKnown, credential: tooLong }))).toBe('credential_invalid');
    const wrong = accessKeyCredential(idOfAdmin, 's'.repeat(40));
    expect(await reasonOf(worldOf({ ...nobodyKnown, credential: wrong }))).toBe('secret_wrong');
  });

  it('allows nothing that something known refuses', async () => {
    const unknown = { commands: new Set(['v-add-user']) };
    expect(await reasonOf(worldOf({ unknown, command: 'v-add-user' }))).toBe('command_not_allowed');
  });
});
