import { describe, expect, it } from 'vitest';
import { judgeArrival, judgeCall } from '../../src/checks/judge.ts';
import { AddressSet } from '../../src/domain/address/address-set.ts';
import type { Credential } from '../../src/domain/call/call.ts';
import { type ReportableReason, reportableReasons } from '../../src/domain/call/denials.ts';
import type { Verdict } from '../../src/domain/judging/verdict.ts';
import type { TracedStep } from '../../src/domain/judging/trace.ts';
import { allEnforced, type ReportOnly } from '../../src/domain/policy/report-only.ts';
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

// What the gateway adds may be reported in place of refused; what the panel would refuse never is.

const everything: ReportOnly = new Set(reportableReasons);
const stranger = arrivalWith({ address: addressOf('203.0.113.1') });
const before = { everyone: false, set: AddressSet.of(['203.0.113.0/24']) };
const denied = { 'access-key': false, 'api-key': false, password: false };
const unscoped = callWith({ command: 'v-make-tmp-file', args: ['text', 'name'] });
const listing = stateWith().profiles;
const wrong = accessKeyCredential(idOfAlice, 's'.repeat(40));

describe('what is reported only', () => {
  it.each<readonly [string, Partial<World>, readonly ReportableReason[]]>([
    [
      'an address of the list of before',
      { arrival: stranger, policy: policyWith({ clients: { before } }) },
      ['address_not_allowed'],
    ],
    [
      'any address, where everyone could call before',
      { arrival: stranger, policy: policyWith({ clients: { before: { everyone: true, set: AddressSet.empty } } }) },
      ['address_not_allowed'],
    ],
    ['an API key', { ...by(apiKeyCredential), policy: policyWith({ auth: { allowed: denied } }) }, ['api_disabled']],
    ['a password', { ...by(passwordCredential), policy: policyWith({ auth: { allowed: denied } }) }, ['api_disabled']],
    ['a command without a user argument', { call: unscoped, state: listed('v-make-tmp-file') }, ['command_not_allowed']],
  ])('lets %s go on, and says why it would not', (_, changes, reasons) => {
    expect(outcome(changes, allEnforced)).toEqual({ denial: reasons[0], reported: [] });
    expect(outcome(changes, everything)).toEqual({ denial: undefined, reported: reasons });
    expect(outcome(changes, new Set(['key_rate']))).toEqual({ denial: reasons[0], reported: [] });
  });

  it.each<readonly [string, Partial<World>, string]>([
    [
      'an address that was on no list',
      { arrival: stranger, policy: policyWith({ clients: { before: undefined } }) },
      'address_not_allowed',
    ],
    [
      'an address that is denied',
      { arrival: stranger, policy: policyWith({ clients: { before, deny: AddressSet.of(['203.0.113.1']) } }) },
      'address_not_allowed',
    ],
    [
      'an address, where the list of the panel is not known',
      { arrival: stranger, state: undefined, policy: inheriting },
      'state_unavailable',
    ],
    ['another path', { arrival: arrivalWith({ pathIsApi: false }) }, 'path_unknown'],
    ['access keys that are switched off', { policy: policyWith({ auth: { allowed: denied } }) }, 'api_disabled'],
    [
      'an API key that the panel takes no more',
      { ...by(apiKeyCredential), state: stateWith({ api: { accessKeys: 'all', deprecated: false } }) },
      'api_disabled',
    ],
    ['a wrong secret', by(wrong), 'secret_wrong'],
    ['a command that the panel has not', { call: callWith({ command: 'v-nothing' }) }, 'command_unknown'],
    ['a command that no profile lists', { call: callWith({ command: 'v-add-user' }) }, 'command_not_allowed'],
    [
      'a command that reaches beyond one user',
      { call: callWith({ command: 'v-change-domain-owner' }), state: listed('v-change-domain-owner') },
      'command_not_allowed',
    ],
    ['the user argument of another', { call: callWith({ args: ['bob'] }) }, 'user_mismatch'],
  ])('never is %s', (_, changes, reason) => {
    expect(outcome(changes, everything).denial).toBe(reason);
  });

  it('is counted as it is without, but a refused command that goes on is none', () => {
    const verdict = judged({ call: unscoped, state: listed('v-make-tmp-file') }, everything);
    expect(verdict.charges.map(({ limit }) => limit)).toEqual(['key_rate']);
    expect(verdict.reportOnly).toBe(everything);
  });

  it('leaves the gates closed to passwords: the panel bans for wrong ones', () => {
    const { reportOnly } = judged(by(passwordCredential), everything);
    expect(reportableReasons.filter((reason) => !reportOnly.has(reason))).toEqual(['address_banned', 'address_rate']);
  });

  it('is told to whoever traces the walk', () => {
    const steps: TracedStep[] = [];
    judged({ call: unscoped, state: listed('v-make-tmp-file') }, everything, (step) => steps.push(step));
    expect(steps.filter(({ isReported }) => isReported).map(({ name }) => name)).toEqual(['command_not_allowed']);
    expect(steps.at(-1)?.name).toBe('command_rate');
  });
});

const inheriting = policyWith({ clients: { before, allow: { everyone: false, inherit: true, set: AddressSet.empty } } });

function by(credential: Credential): Partial<World> {
  return { call: callWith({ credential }) };
}

function listed(command: string): World['state'] {
  const profiles = new Map([...listing].map(([name, profile]) => [name, { ...profile, commands: new Set([command]) }]));
  return stateWith({ profiles });
}

function outcome(
  changes: Partial<World>,
  reportOnly: ReportOnly,
): { readonly denial: string | undefined; readonly reported: readonly ReportableReason[] } {
  const { denial, reported } = judged(changes, reportOnly);
  return { denial: denial?.reason, reported };
}

function judged(
  changes: Partial<World>,
  reportOnly: ReportOnly,
  trace?: (step: TracedStep) => void,
): Pick<Verdict, 'denial' | 'reported' | 'charges' | 'reportOnly'> {
  const world = worldWith({ ...changes, reportOnly });
  const arrived = judgeArrival(world.arrival, snapshotOf(world), trace);
  if (arrived.kind === 'unaddressed') throw new Error('the address is known in all of them');
  if (arrived.kind === 'not-allowed' || arrived.denial !== undefined) return { ...arrived, reported: [] };
  return judgeCall(arrived, world.call, trace);
}
