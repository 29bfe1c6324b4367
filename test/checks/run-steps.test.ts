import { describe, expect, it } from 'vitest';
import { addressRateGivenBack } from '../../src/checks/address-rate-given-back.ts';
import { addressRate } from '../../src/checks/address-rate.ts';
import { runSteps } from '../../src/checks/run-steps.ts';
import type { Budget, Limiter } from '../../src/domain/limiter.ts';
import type { Check, ProvenFacts, Step } from '../../src/domain/step.ts';
import { MemoryLimiter } from '../../src/limits/memory-limiter.ts';
import { arrivalWith, callWith, factsWith, passwordCredential, policyWith } from '../support/facts.ts';

const broken: Limiter = {
  take: () => Promise.reject(new Error('the counters are gone')),
  giveBack: () => Promise.reject(new Error('the counters are gone')),
};
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
    expect(await runSteps([passes, passes], factsWith(), new MemoryLimiter(10))).toBeUndefined();
    expect(await runSteps([], factsWith(), new MemoryLimiter(10))).toBeUndefined();
  });

  it('end with the first objection', async () => {
    expect(await runSteps([passes, objects, objectsToo], factsWith(), new MemoryLimiter(10))).toEqual({ reason: 'path_unknown' });
  });

  it('after an objection count nothing', async () => {
    const limiter = new MemoryLimiter(10);
    await runSteps([objects, addressRate], factsWith(), limiter);
    expect(limiter.entries().address_rate).toBe(0);
  });
});

describe('a limit', () => {
  it('takes one call each time, and then refuses with the time to wait', async () => {
    const limiter = new MemoryLimiter(10);
    const facts = factsWith({ policy: once });
    expect(await runSteps([addressRate], facts, limiter)).toBeUndefined();
    expect(await runSteps([addressRate], facts, limiter)).toMatchObject({
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
    await expect(
      runSteps([addressRateGivenBack], factsWith({ receipts: new Map([['address_rate', 1]]) }), broken),
    ).rejects.toThrow('the counters are gone');
  });

  it('gives back to the very budget that was taken from', async () => {
    const seen: Budget[] = [];
    const note = (_: string, budget: Budget): void => void seen.push(budget);
    const limiter: Limiter = {
      take: async (kind, budget) => {
        note(kind, budget);
        return { granted: true, receipt: 1 };
      },
      giveBack: async (kind, budget, receipt) => {
        note(kind, budget);
        expect(receipt).toBe(1);
      },
    };
    await runSteps([addressRate, addressRateGivenBack], factsWith(), limiter);
    expect(seen).toEqual([seen[0], seen[0]]);
    expect(seen[0]?.key).toBe('192.0.2.1');
  });
});

async function countThrice(facts: ProvenFacts): Promise<readonly (string | undefined)[]> {
  const limiter = new MemoryLimiter(10);
  const steps: readonly Step<ProvenFacts>[] = [addressRate, addressRateGivenBack];
  const reasons: (string | undefined)[] = [];
  for (let count = 0; count < 3; count += 1) reasons.push((await runSteps(steps, facts, limiter))?.reason);
  return reasons;
}
