import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { pipeline } from '../../src/checks/pipeline.ts';
import { AddressSet } from '../../src/domain/address/address-set.ts';
import type { Reason } from '../../src/domain/call/denials.ts';
import type { PanelState } from '../../src/domain/panel/panel-state.ts';
import { Secret } from '../../src/domain/secret.ts';
import {
  accessKeyCredential,
  callWith,
  idOfAlice,
  passwordCredential,
  stateWith,
  type World as FreeWorld,
  worldWith,
} from '../support/facts.ts';
import { policiesOf, type WrittenPolicy } from '../support/key-policies.ts';
import { decide, reasonOf as reasonBy } from '../support/judge-world.ts';
import { ledgerWith } from '../support/ledger.ts';

interface World extends FreeWorld {
  readonly state: PanelState;
  readonly isBanned?: boolean;
  readonly keyPolicy?: WrittenPolicy;
}
type Fault = readonly [reason: Reason, change: (world: World) => World];

const none = { calls: 0, perMs: 60_000 };
const namingDomains: World['commandTable'] = new Map([
  ['v-list-user', { userArg: 1, toldUserArg: 1, domainArg: 1, effect: 'read' }],
]);

/** In the order in which they are to be answered. Each change leaves what the others change. */
const faults: readonly Fault[] = [
  ['address_unknown', (world) => ({ ...world, arrival: { ...world.arrival, address: undefined } })],
  ['address_banned', (world) => ({ ...world, isBanned: true })],
  [
    'address_not_allowed',
    (world) => withPolicy(world, { clients: { ...world.policy.clients, deny: AddressSet.of(['192.0.2.1']) } }),
  ],
  ['address_rate', (world) => withLimits(world, { address: none })],
  ['path_unknown', (world) => ({ ...world, arrival: { ...world.arrival, pathIsApi: false } })],
  ['no_data', (world) => ({ ...world, arrival: { ...world.arrival, method: 'GET' } })],
  ['state_unavailable', (world) => ({ ...world, isStale: true })],
  ['api_disabled', (world) => withState(world, { api: { accessKeys: 'off', deprecated: true } })],
  ['command_missing', (world) => ({ ...world, call: { ...world.call, command: '' } })],
  ['arguments_too_long', (world) => ({ ...world, call: { ...world.call, args: [...world.call.args, 'x'.repeat(131_072)] } })],
  ['command_invalid', (world) => ({ ...world, call: { ...world.call, command: 'v list user' } })],
  ['too_early', (world) => ({ ...world, arrival: { ...world.arrival, isEarly: true }, commandTable: new Map() })],
  [
    'secret_wrong',
    (world) => ({ ...world, call: { ...world.call, credential: accessKeyCredential(idOfAlice, 's'.repeat(40)) } }),
  ],
  ['key_panel', (world) => withKeyPolicy(world, { panels: ['other'] })],
  ['key_address', (world) => withKeyPolicy(world, { from: ['198.51.100.1'] })],
  ['key_hours', (world) => withKeyPolicy(world, { hours: ['mon 08:00-08:01'] })],
  ['key_expired', (world) => withKeyPolicy(world, { expires: '1970-01-01' })],
  // The panel has refused this key a moment ago.
  ['state_unavailable', (world) => ({ ...world, doubts: { areHeldAgainst: () => true } })],
  ['api_disabled_for_user', (world) => withState(world, { api: { accessKeys: 'root', deprecated: true } })],
  ['key_rate', (world) => withLimits(world, { key: none })],
  ['command_unknown', (world) => withState(world, { commands: new Map() })],
  ['command_not_allowed', (world) => withState(world, { profiles: new Map() })],
  ['user_mismatch', (world) => ({ ...world, call: { ...world.call, args: ['bob', ...world.call.args] } })],
  ['key_command', (world) => withKeyPolicy(world, { deny: ['v-list-*'] })],
  ['key_user', (world) => withKeyPolicy(world, { users: ['carol'] })],
  ['argument_refused', (world) => withKeyPolicy({ ...world, commandTable: namingDomains }, { domains: ['other.test'] })],
  ['command_rate', (world) => withLimits(world, { commands: new Map([['v-list-user', none]]) })],
];

/** Two values of the same thing: they cannot be together. */
const exclusive = new Set(['api_disabled api_disabled_for_user', 'command_missing command_invalid']);

const pairs = faults.flatMap(([first, change], index) =>
  faults
    .slice(index + 1)
    .filter(([second]) => !exclusive.has(`${first} ${second}`))
    .map(([second, other]) => ({ first, second, change: (world: World) => change(other(world)) })),
);

describe('the order of the steps', () => {
  it('is that of the contract', () => {
    expect(Object.entries(pipeline).map(([stage, steps]) => [stage].concat(steps.map(nameOf)))).toEqual([
      ['onArrival', 'address_unknown', 'address_not_allowed'],
      ['onRequest', 'address_rate', 'path_unknown', 'no_data'],
      ['onCall', 'state_unavailable', 'api_disabled', 'command_missing', 'arguments_too_long', 'command_invalid', 'too_early'],
      ['onLogin', 'credential', 'key_panel', 'key_address', 'key_hours', 'key_expired'],
      [
        'onProof',
        'credential_in_doubt',
        'api_disabled_for_user',
        'key_rate',
        'key_policy_rate',
        'command_unknown',
        'command_not_allowed',
        'user_mismatch',
        'key_command',
        'key_user',
        'argument_refused',
        'command_rate',
      ],
    ]);
  });

  it('has one name for each step', () => {
    const names = Object.values(pipeline).flatMap((steps) => steps.map(nameOf));
    expect(new Set(names).size).toBe(names.length);
  });

  it('has every step that the folder has', async () => {
    const folder = new URL('../../src/checks/', import.meta.url);
    const names = readdirSync(folder).map((file) => file.replace(/\.ts$/, ''));
    const modules = await Promise.all(names.map(async (name): Promise<object> => import(`../../src/checks/${name}.ts`)));
    const exported = modules.flatMap((module): unknown[] => Object.values(module)).filter(isStep);
    const steps: readonly PipelineStep[] = Object.values(pipeline).flat();
    const counted = steps.flatMap((step) => (step.kind === 'counted-check' ? [step.check, step.limit] : [step]));
    const listed = new Set<unknown>(counted);
    expect(exported.length).toBe(listed.size);
    expect(exported.filter((step) => !listed.has(step))).toEqual([]);
  });
});

describe('a call', () => {
  it('without a fault is permitted', async () => {
    expect(await reasonOf(faultless())).toBe('permitted');
  });

  it.each(faults)('with the one fault %s is answered so', async (reason, change) => {
    expect(await reasonOf(change(faultless()))).toBe(reason);
  });

  it.each(pairs)('with $first and $second is answered with $first', async ({ first, change }) => {
    expect(await reasonOf(change(faultless()))).toBe(first);
  });

  it.each([
    ['command_unknown', { commands: new Map() }],
    ['command_not_allowed', { profiles: new Map() }],
  ] as const)('refused for %s again and again is told to come later', async (reason, change) => {
    const world = withState(withLimits(faultless(), { refusedCommands: { calls: 2, perMs: 60_000 } }), change);
    const { ledger } = ledgerWith();
    const reasons = [];
    for (let count = 0; count < 3; count += 1) reasons.push(await reasonBy(world, ledger));
    expect(reasons).toEqual([reason, reason, 'command_rate']);
    // Its permitted calls go on.
    expect(await reasonBy(faultless(), ledger)).toBe('permitted');
  });

  it('is permitted with its caller and the state that it was judged by', async () => {
    const world = faultless();
    const verdict = await decide(world);
    expect(verdict).toMatchObject({ denial: undefined, caller: { name: idOfAlice, user: 'alice', isRoot: false } });
    expect('state' in verdict && verdict.state).toBe(world.state);
  });

  it('with a good password is permitted for the root user', async () => {
    const call = callWith({ credential: passwordCredential, args: ['anyone'] });
    expect(await reasonOf({ ...faultless(), call })).toBe('permitted');
  });

  it('with a bad password of another user is refused, in the words for deprecated credentials', async () => {
    const call = callWith({ credential: { kind: 'password', user: 'alice', password: new Secret('x') } });
    const { denial } = await decide({ ...faultless(), call });
    expect(denial).toEqual({ reason: 'credential_invalid', deprecated: true });
  });
});

function faultless(): World {
  const state = stateWith();
  return { ...worldWith({ state }), state };
}

async function reasonOf(world: World): Promise<Reason | 'permitted'> {
  const { ledger, failures } = ledgerWith();
  if (world.isBanned === true) failures.ban({ kind: 'address', text: '192.0.2.1' }, 1000);
  return reasonBy(world, ledger);
}

function withPolicy(world: World, changes: Partial<World['policy']>): World {
  return { ...world, policy: { ...world.policy, ...changes } };
}

function withLimits(world: World, changes: Partial<World['policy']['limits']>): World {
  return withPolicy(world, { limits: { ...world.policy.limits, ...changes } });
}

function withKeyPolicy(world: World, more: WrittenPolicy): World {
  const keyPolicy = { ...world.keyPolicy, ...more };
  return { ...withPolicy(world, { keys: policiesOf({ [idOfAlice]: keyPolicy }) }), keyPolicy };
}

function withState(world: World, changes: Partial<PanelState>): World {
  return { ...world, state: { ...world.state, ...changes } };
}

type PipelineStep = (typeof pipeline)[keyof typeof pipeline][number];

function nameOf(step: PipelineStep): string {
  return step.kind === 'counted-check' ? step.check.name : step.name;
}

function isStep(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'kind' in value;
}
