import { describe, expect, it } from 'vitest';
import { judgeArrival, judgeCall } from '../../src/checks/judge.ts';
import type { Entry } from '../../src/domain/ledger/ledger.ts';
import type { ArrivalVerdict } from '../../src/domain/judging/verdict.ts';
import {
  accessKeyCredential,
  addressOf,
  apiKeyCredential,
  arrivalWith,
  callWith,
  idOfAlice,
  passwordCredential,
  policyWith,
  snapshotOf,
  stateWith,
  type World,
  worldWith,
} from '../support/facts.ts';

// What a verdict wants counted, before anything is.

const rate = { calls: 7, perMs: 60_000 };
const limits = { commands: new Map([['v-list-user', rate]]) };
const wrong = accessKeyCredential(idOfAlice, 's'.repeat(40));

describe('the verdict on an arrival', () => {
  it('charges nobody where the address is not known', () => {
    expect(arrive({ arrival: arrivalWith({ address: undefined }) })).toEqual({
      kind: 'unaddressed',
      denial: { reason: 'address_unknown' },
    });
  });

  it.each<readonly [string, Partial<World>, ArrivalVerdict['kind'], string | undefined]>([
    ['that may not call', { arrival: arrivalWith({ address: addressOf('203.0.113.1') }) }, 'not-allowed', 'address_not_allowed'],
    ['that asks for another path', { arrival: arrivalWith({ pathIsApi: false }) }, 'allowed', 'path_unknown'],
    ['that asks in another way', { arrival: arrivalWith({ method: 'GET' }) }, 'allowed', 'no_data'],
    ['that may call', {}, 'allowed', undefined],
  ])('charges an address %s, and nothing else', (_, changes, kind, reason) => {
    const verdict = arrive(changes);
    expect([verdict.kind, verdict.denial?.reason]).toEqual([kind, reason]);
    expect(verdict).toMatchObject({ addressCharge: { limit: 'address_rate' }, attempt: undefined, charges: [] });
  });
});

describe('the verdict on a call', () => {
  it.each<readonly [string, Partial<World>, string | undefined, readonly string[]]>([
    ['no credential is looked at', { isStale: true }, undefined, []],
    ['the secret is wrong', { call: callWith({ credential: wrong }) }, 'failed', []],
    ['the user is suspended', { state: stateWith({ users: new Map([['alice', 'suspended']]) }) }, 'right', []],
    ['the key is in doubt', { doubts: { areHeldAgainst: () => true } }, 'proven', []],
    ['the command is refused', { call: callWith({ command: 'v-add-user' }) }, 'proven', ['key_rate', 'refused_commands']],
    ['the call is permitted', {}, 'proven', ['key_rate', 'command_rate']],
    ['an API key is right', { call: callWith({ credential: apiKeyCredential }) }, 'proven', ['key_rate', 'command_rate']],
    [
      'a password is to be sent',
      { call: callWith({ credential: passwordCredential }) },
      'unproven',
      ['key_rate', 'command_rate'],
    ],
    [
      'a password will not be sent',
      { call: callWith({ credential: passwordCredential, command: 'v-gone' }) },
      'undecided',
      ['key_rate', 'refused_commands'],
    ],
  ])('says what is to be counted where %s', (_, changes, result, charged) => {
    const entry = judge({ policy: policyWith({ limits }), ...changes });
    expect([entry.attempt?.result, entry.charges.map(({ limit }) => limit)]).toEqual([result, charged]);
  });

  it('never counts against a key what the gateway cannot know', () => {
    const unknown = { ...stateWith().unknown, commands: new Set(['v-list-user']) };
    const commands = new Map([['v-list-user', { userArg: 0, reach: 'root' }]] as const);
    const { charges } = judge({ state: stateWith({ unknown, commands }) });
    expect(charges.map(({ limit }) => limit)).toEqual(['key_rate']);
  });

  it('is the same however often it is asked for', () => {
    const world = worldWith({ call: callWith({ credential: wrong }) });
    expect(Array.from({ length: 60 }, () => judge(world))).toEqual(Array(60).fill(judge(world)));
  });
});

function arrive(changes: Partial<World> = {}): ArrivalVerdict {
  const world = worldWith(changes);
  return judgeArrival(world.arrival, snapshotOf(world));
}

function judge(changes: Partial<World>): Entry {
  const arrival = arrive(changes);
  if (arrival.kind !== 'allowed') throw new TypeError(`expected an arrival that is let in, found ${arrival.kind}`);
  return judgeCall(arrival, worldWith(changes).call);
}
