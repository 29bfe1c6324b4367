import { AddressSet } from '../../src/domain/address/address-set.ts';
import { type Address, parseAddress } from '../../src/domain/address/address.ts';
import type { Arrival } from '../../src/domain/call/arrival.ts';
import { KeyPolicies } from '../../src/domain/policy/key-policies.ts';
import type { Call } from '../../src/domain/call/call.ts';
import type { Caller } from '../../src/domain/panel/caller.ts';
import type { CommandTable } from '../../src/domain/panel/command-facts.ts';
import type { Doubts } from '../../src/domain/panel/doubts.ts';
import { type AccessKey, nothingUnknown, type PanelState, type Permissions } from '../../src/domain/panel/panel-state.ts';
import type { AuthPolicy, ClientPolicy, LimitPolicy, Policy } from '../../src/domain/policy/policy.ts';
import { allEnforced, type ReportOnly } from '../../src/domain/policy/report-only.ts';
import { digestOf, Secret } from '../../src/domain/secret.ts';
import type { Snapshot } from '../../src/domain/judging/snapshot.ts';
import type { ProvenFacts } from '../../src/domain/judging/step.ts';

/** What a call is judged by, part by part. */
export interface World {
  readonly arrival: Arrival;
  readonly policy: Policy;
  readonly state: PanelState | undefined;
  readonly isStale: boolean;
  readonly reportOnly: ReportOnly;
  readonly doubts: Doubts;
  readonly commandTable: CommandTable;
  readonly call: Call;
}

/** Of a call that every step lets pass: alice's key lists alice. Each part may be changed. */
export function worldWith(changes: Partial<World> = {}): World {
  return {
    arrival: arrivalWith(),
    policy: policyWith(),
    state: stateWith(),
    isStale: false,
    reportOnly: allEnforced,
    doubts: { areHeldAgainst: () => false },
    commandTable: new Map([['v-list-user', { userArg: 1, toldUserArg: 1, domainArg: 0, effect: 'read' }]]),
    call: callWith(),
    ...changes,
  };
}

export function snapshotOf({ policy, reportOnly, state, isStale, doubts, commandTable }: World): Snapshot {
  return { panel: 'main', policy, reportOnly, state, isStale, doubts, commandTable };
}

/** The same as facts of the last stage. */
export function factsWith({ caller = callerWith(), ...changes }: Partial<World & { readonly caller: Caller }> = {}): ProvenFacts {
  const world = worldWith(changes);
  const { arrival, call, state = stateWith() } = world;
  const base = { arrival, snapshot: snapshotOf(world), address: arrival.address ?? addressOf('192.0.2.1') };
  return { base, call, state, caller, policies: world.policy.keys.of(caller) };
}

export const secretOfAlice = 'alice-secret.0123456789+abcdefghij=_XYZ%';
const secretOfAdmin = 'admin-secret.0123456789+abcdefghij=_XYZ%';
export const idOfAlice = 'ALICEKEY000000000001';
export const idOfAdmin = 'ADMINKEY000000000001';
export const apiKey = 'LegacyKey_0123456789';

export function addressOf(text: string): Address {
  const address = parseAddress(text);
  if (address === undefined) throw new RangeError(`expected an address, found "${text}"`);
  return address;
}

export function arrivalWith(changes: Partial<Arrival> = {}): Arrival {
  return {
    requestId: '0123456789abcdef0123456789abcdef',
    receivedMs: 0,
    address: addressOf('192.0.2.1'),
    proxy: undefined,
    method: 'POST',
    pathIsApi: true,
    contentType: 'application/x-www-form-urlencoded',
    expectsContinue: false,
    isEarly: false,
    trace: undefined,
    ...changes,
  };
}

export function callWith(changes: Partial<Call> = {}): Call {
  return {
    credential: accessKeyCredential(idOfAlice, secretOfAlice),
    command: 'v-list-user',
    args: ['alice'],
    returncode: undefined,
    ...changes,
  };
}

export function accessKeyCredential(id: string, secret: string): Call['credential'] {
  return { kind: 'access-key', id, secret: new Secret(secret) };
}

export const apiKeyCredential: Call['credential'] = { kind: 'api-key', key: new Secret(apiKey) };

export const passwordCredential: Call['credential'] = { kind: 'password', user: 'admin', password: new Secret('correct horse') };

export function callerWith(changes: Partial<Caller> = {}): Caller {
  return { name: idOfAlice, user: 'alice', isRoot: false, permissions: profiles('reader'), ...changes };
}

export function rootCaller(permissions: Permissions = { kind: 'everything' }): Caller {
  return { name: idOfAdmin, user: 'admin', isRoot: true, permissions };
}

export function profiles(...names: readonly string[]): Permissions {
  return { kind: 'profiles', names };
}

export function stateWith(changes: Partial<PanelState> = {}): PanelState {
  return {
    api: { accessKeys: 'all', deprecated: true },
    allowedAddresses: { everyone: false, set: AddressSet.of(['198.51.100.7']) },
    rootUser: 'admin',
    accessKeys: keys(
      { id: idOfAlice, secretDigest: digestOf(secretOfAlice), user: 'alice', permissions: profiles('reader') },
      { id: idOfAdmin, secretDigest: digestOf(secretOfAdmin), user: 'admin', permissions: { kind: 'everything' } },
    ),
    profiles: new Map([
      ['reader', { role: 'user', commands: new Set(['v-list-user', 'v-list-users']) }],
      ['billing', { role: 'admin', commands: new Set(['v-add-user', 'v-list-user', 'v-make-tmp-file']) }],
    ]),
    users: new Map([
      ['admin', 'active'],
      ['alice', 'active'],
      ['sam', 'suspended'],
    ]),
    apiKeyDigests: new Set([digestOf(apiKey).toString('hex')]),
    commands: new Map([
      ['v-list-user', { userArg: 1, reach: 'user' }],
      ['v-list-users', { userArg: 0, reach: 'user' }],
      ['v-add-user', { userArg: 1, reach: 'user' }],
      ['v-change-domain-owner', { userArg: 2, reach: 'root' }],
      ['v-make-tmp-file', { userArg: 0, reach: 'user' }],
    ]),
    unknown: nothingUnknown,
    readAtMs: 0,
    ...changes,
  };
}

export function keys(...list: readonly AccessKey[]): ReadonlyMap<string, AccessKey> {
  return new Map(list.map((key) => [key.id, key]));
}

export interface PolicyChanges {
  readonly clients?: Partial<ClientPolicy>;
  readonly auth?: Partial<AuthPolicy>;
  readonly limits?: Partial<LimitPolicy>;
  readonly keys?: KeyPolicies;
}

export function policyWith({ clients, auth, limits, keys: keyPolicies = KeyPolicies.none }: PolicyChanges = {}): Policy {
  return {
    clients: {
      allow: { everyone: false, inherit: false, set: AddressSet.of(['192.0.2.0/24']) },
      deny: AddressSet.empty,
      before: undefined,
      neverBan: AddressSet.empty,
      owners: new Map(),
      trustedProxies: AddressSet.empty,
      header: 'x-forwarded-for',
      ipv6Prefix: 64,
      ...clients,
    },
    auth: {
      allowed: { 'access-key': true, 'api-key': true, password: true },
      terms: new Map(),
      unscopedCommands: new Set(),
      ...auth,
    },
    limits: {
      address: { calls: 120, perMs: 60_000 },
      key: { calls: 600, perMs: 60_000 },
      refusedCommands: { calls: 300, perMs: 60_000 },
      failures: {
        pair: { attempts: 5, perMs: 600_000 },
        address: { attempts: 20, perMs: 600_000 },
        key: { attempts: 50, perMs: 86_400_000 },
        banMs: 900_000,
        maxBanMs: 86_400_000,
      },
      profiles: new Map(),
      commands: new Map(),
      ...limits,
    },
    report: { reasons: allEnforced, untilMs: 0 },
    keys: keyPolicies,
  };
}
