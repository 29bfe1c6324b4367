import { describe, expect, it } from 'vitest';
import { addressRateGivenBack } from '../../src/checks/address-rate-given-back.ts';
import { addressRate } from '../../src/checks/address-rate.ts';
import { runSteps } from '../../src/checks/run-steps.ts';
import type { Guard } from '../../src/domain/guard.ts';
import type { Budget, Limiter, Taken } from '../../src/domain/limiter.ts';
import { Standings } from '../../src/domain/standings.ts';
import type { Check, ProvenFacts, Step } from '../../src/domain/step.ts';
import { arrivalWith, callWith, factsWith, passwordCredential, policyWith } from '../support/facts.ts';
import { guardWith } from '../support/guard.ts';

const gone = () => Promise.reject(new Error('the counters are gone'));
const broken: Guard = {
  limiter: { take: gone, giveBack: gone, look: () => ({ left: 0, resetMs: 0 }) },
  logins: { bannedMs: () => undefined, isKnown: () => false, judge: gone, ended: gone },
};
const taken: Taken = { granted: true, left: 1, resetMs: 1000, endsAtMs: 1000, fromBurst: false };
const passes: Check<ProvenFacts> = { kind: 'check', name: 'passes', judge: () => undefined };
const objects: Check<ProvenFacts> = { kind: 'check', name: 'objects', judge: () => ({ reason: 'path_unknown' }) };
const objectsToo: Check<ProvenFacts> = {
  kind: 'check',
  name: 'objects too',
  judge: () => ({ reason: 'no_data', allowPost: false }),
};
const once = policyWith({ limits: { address: { calls: 1, perMs: 60_000 } } });

describe('steps', () => {
  it('that all pass end in no denial', async () => {
    expect(await runSteps([passes, passes], factsWith(), guardWith())).toBeUndefined();
    expect(await runSteps([], factsWith(), guardWith())).toBeUndefined();
  });

  it('end with the first objection', async () => {
    expect(await runSteps([passes, objects, objectsToo], factsWith(), guardWith())).toEqual({ reason: 'path_unknown' });
  });

  it('after an objection count nothing', async () => {
    const guard = guardWith();
    await runSteps([objects, addressRate], factsWith(), guard);
    expect(guard.limiter.entries('address_rate')).toBe(0);
  });
});

describe('a limit', () => {
  it('takes one call each time, and then refuses with the time to wait', async () => {
    const guard = guardWith();
    const facts = factsWith({ policy: once });
    expect(await runSteps([addressRate], facts, guard)).toBeUndefined();
    expect(await runSteps([addressRate], facts, guard)).toMatchObject({
      reason: 'address_rate',
      retryAfterMs: expect.any(Number),
    });
  });

  it('without a budget asks no limiter', async () => {
    const facts = factsWith({ arrival: arrivalWith({ address: undefined }) });
    expect(await runSteps([addressRate], facts, broken)).toBeUndefined();
  });

  it('whose limiter fails is a failure, never a pass', async () => {
    await expect(runSteps([addressRate], factsWith(), broken)).rejects.toThrow('the counters are gone');
  });
});

describe('a give-back', () => {
  it('makes room for another call of the same address', async () => {
    expect(await countThrice(factsWith({ policy: once }))).toEqual([undefined, undefined, undefined]);
  });

  it('makes none where it does not apply', async () => {
    const facts = factsWith({ policy: once, call: callWith({ credential: passwordCredential }) });
    expect(await countThrice(facts)).toEqual([undefined, 'address_rate', 'address_rate']);
  });

  it('whose limiter fails is a failure, never a pass', async () => {
    const standings = new Standings();
    standings.note('address_rate', policyWith().limits.address, taken);
    await expect(runSteps([addressRateGivenBack], factsWith({ standings }), broken)).rejects.toThrow('the counters are gone');
  });

  it('gives back to the very budget that was taken from', async () => {
    const seen: Budget[] = [];
    const note = (_: string, budget: Budget): void => void seen.push(budget);
    const limiter: Limiter = {
      take: async (kind, budget) => {
        note(kind, budget);
        return taken;
      },
      giveBack: async (kind, budget, given) => {
        note(kind, budget);
        expect(given).toBe(taken);
      },
      look: () => taken,
    };
    await runSteps([addressRate, addressRateGivenBack], factsWith(), { ...guardWith(), limiter });
    expect(seen).toEqual([seen[0], seen[0]]);
    expect(seen[0]?.key).toBe('192.0.2.1');
  });
});

async function countThrice(facts: ProvenFacts): Promise<readonly (string | undefined)[]> {
  const guard = guardWith();
  const steps: readonly Step<ProvenFacts>[] = [addressRate, addressRateGivenBack];
  const reasons: (string | undefined)[] = [];
  for (let count = 0; count < 3; count += 1) reasons.push((await runSteps(steps, facts, guard))?.reason);
  return reasons;
}
