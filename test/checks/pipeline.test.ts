import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { decideOnArrival, decideOnCall } from '../../src/checks/decide.ts';
import { pipeline } from '../../src/checks/pipeline.ts';
import { AddressSet } from '../../src/domain/address-set.ts';
import type { Denial, Reason } from '../../src/domain/denial.ts';
import type { PanelState } from '../../src/domain/panel-state.ts';
import { Secret } from '../../src/domain/secret.ts';
import type { CallFacts, Step } from '../../src/domain/step.ts';
import {
  accessKeyCredential,
  arrivalWith,
  callWith,
  factsWith,
  idOfAlice,
  passwordCredential,
  policyWith,
  stateWith,
} from '../support/facts.ts';
import { Standings } from '../../src/domain/standings.ts';
import { guardWith } from '../support/guard.ts';

type World = CallFacts & { readonly state: PanelState };
type Fault = readonly [reason: Reason, change: (world: World) => World];

const none = { calls: 0, perMs: 60_000 };

/** In the order in which they are to be answered. Each change leaves what the others change. */
const faults: readonly Fault[] = [
  ['address_unknown', (world) => ({ ...world, arrival: { ...world.arrival, address: undefined } })],
  ['address_banned', (world) => ({ ...world, bannedMs: 1000 })],
  [
    'address_not_allowed',
    (world) => withPolicy(world, { clients: { ...world.policy.clients, deny: AddressSet.of(['192.0.2.1']) } }),
  ],
  ['address_rate', (world) => withLimits(world, { address: none })],
  ['path_unknown', (world) => ({ ...world, arrival: { ...world.arrival, pathIsApi: false } })],
  ['no_data', (world) => ({ ...world, arrival: { ...world.arrival, method: 'GET' } })],
  ['state_unavailable', (world) => ({ ...world, stateIsStale: true })],
  ['api_disabled', (world) => withState(world, { api: { accessKeys: 'off', deprecated: true } })],
  ['command_missing', (world) => ({ ...world, call: { ...world.call, command: '' } })],
  ['arguments_too_long', (world) => ({ ...world, call: { ...world.call, args: [...world.call.args, 'x'.repeat(131_072)] } })],
  ['command_invalid', (world) => ({ ...world, call: { ...world.call, command: 'v list user' } })],
  ['too_early', (world) => ({ ...world, arrival: { ...world.arrival, isEarly: true }, commandTable: new Map() })],
  [
    'secret_wrong',
    (world) => ({ ...world, call: { ...world.call, credential: accessKeyCredential(idOfAlice, 's'.repeat(40)) } }),
  ],
  // The panel has refused this key a moment ago.
  ['state_unavailable', (world) => ({ ...world, doubts: { areHeldAgainst: () => true } })],
  ['api_disabled_for_user', (world) => withState(world, { api: { accessKeys: 'root', deprecated: true } })],
  ['key_rate', (world) => withLimits(world, { key: none })],
  ['command_unknown', (world) => withState(world, { commands: new Map() })],
  ['command_not_allowed', (world) => withState(world, { profiles: new Map() })],
  ['user_mismatch', (world) => ({ ...world, call: { ...world.call, args: ['bob', ...world.call.args] } })],
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
    expect(
      Object.entries(pipeline).map(([stage, steps]: [string, readonly Step<never>[]]) => [stage].concat(steps.map(nameOf))),
    ).toEqual([
      ['onArrival', 'address-known', 'address-not-banned', 'address-allowed', 'address_rate', 'path-is-api', 'method-is-post'],
      ['onCall', 'state-known'],
      [
        'onPanel',
        'api-enabled',
        'command-named',
        'arguments-bounded',
        'command-well-formed',
        'not-too-early',
        'credential-proven',
      ],
      [
        'onProof',
        'address_rate given back',
        'not-in-doubt',
        'api-enabled-for-user',
        'key_rate',
        'command-exists',
        'command-allowed',
        'user-argument',
        'command_rate',
        'password-tried',
      ],
    ]);
  });

  it('has every step that the folder has', async () => {
    const folder = new URL('../../src/checks/', import.meta.url);
    const names = readdirSync(folder).map((file) => file.replace(/\.ts$/, ''));
    const modules = await Promise.all(names.map(async (name): Promise<object> => import(`../../src/checks/${name}.ts`)));
    const exported = modules.flatMap((module): unknown[] => Object.values(module)).filter(isStep);
    const steps = Object.values(pipeline).flat();
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
    const guard = guardWith();
    const reasons = [];
    for (let count = 0; count < 3; count += 1) {
      const decision = await decideOnCall({ ...world, standings: new Standings() }, guard);
      reasons.push(decision.kind === 'denied' ? decision.denial.reason : decision.kind);
    }
    expect(reasons).toEqual([reason, reason, 'command_rate']);
    // Its permitted calls go on.
    expect(await decideOnCall(faultless(), guard)).toMatchObject({ kind: 'permitted' });
  });

  it('is permitted with its bearer and the state that it was judged by', async () => {
    const facts = faultless();
    const decision = await decideOnCall(facts, guardWith());
    expect(decision).toMatchObject({ kind: 'permitted', bearer: { name: idOfAlice, user: 'alice', isRoot: false } });
    expect(decision.kind === 'permitted' && decision.state === facts.state).toBe(true);
  });

  it('with a good password is permitted for the root user', async () => {
    const call = callWith({ credential: passwordCredential, args: ['anyone'] });
    expect(await reasonOf({ ...faultless(), call })).toBe('permitted');
  });

  it('with a bad password of another user is refused, in the words for deprecated credentials', async () => {
    const call = callWith({ credential: { kind: 'password', user: 'alice', password: new Secret('x') } });
    const decision = await decideOnCall({ ...faultless(), call }, guardWith());
    expect(decision).toEqual({ kind: 'denied', denial: { reason: 'credential_invalid', deprecated: true } });
  });
});

function faultless(): World {
  const { bearer: _, ...facts } = factsWith({ arrival: arrivalWith(), policy: policyWith(), state: stateWith() });
  return facts;
}

async function reasonOf(facts: CallFacts): Promise<Reason | 'permitted'> {
  const guard = guardWith();
  const denial: Denial | undefined = await decideOnArrival(facts, guard);
  if (denial !== undefined) return denial.reason;
  const decision = await decideOnCall(facts, guard);
  return decision.kind === 'denied' ? decision.denial.reason : 'permitted';
}

function withPolicy(world: World, changes: Partial<World['policy']>): World {
  return { ...world, policy: { ...world.policy, ...changes } };
}

function withLimits(world: World, changes: Partial<World['policy']['limits']>): World {
  return withPolicy(world, { limits: { ...world.policy.limits, ...changes } });
}

function withState(world: World, changes: Partial<PanelState>): World {
  return { ...world, state: { ...world.state, ...changes } };
}

function nameOf(step: Step<never>): string {
  if (step.kind === 'give-back') return `${step.limit.name} given back`;
  return step.kind === 'counted-check' ? step.check.name : step.name;
}

function isStep(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'kind' in value;
}
