import type { Denial } from '../domain/denial.ts';
import type { Limiter } from '../domain/limiter.ts';
import type { ArrivalFacts, GiveBack, Limit, Step } from '../domain/step.ts';

/** Runs steps in order up to the first denial. A limiter that fails makes it throw: the caller refuses the call then. */
export async function runSteps<Facts extends ArrivalFacts>(
  steps: readonly Step<Facts>[],
  facts: Facts,
  limiter: Limiter,
): Promise<Denial | undefined> {
  for (const step of steps) {
    const denial = step.kind === 'check' ? step.judge(facts) : await count(step, facts, limiter);
    if (denial !== undefined) return denial;
  }
  return undefined;
}

async function count<Facts extends ArrivalFacts>(
  step: Limit<Facts> | GiveBack<Facts>,
  facts: Facts,
  limiter: Limiter,
): Promise<Denial | undefined> {
  if (step.kind === 'give-back') {
    const budget = step.when(facts) ? step.limit.budget(facts) : undefined;
    const receipt = facts.receipts.get(step.limit.name);
    if (budget !== undefined && receipt !== undefined) await limiter.giveBack(step.limit.name, budget, receipt);
    return undefined;
  }
  const budget = step.budget(facts);
  if (budget === undefined) return undefined;
  const taken = await limiter.take(step.name, budget);
  if (!taken.granted) return step.refuse(taken.retryAfterMs);
  facts.receipts.set(step.name, taken.receipt);
  return undefined;
}
