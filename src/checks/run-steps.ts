import type { Denial } from '../domain/denial.ts';
import type { Guard } from '../domain/guard.ts';
import { after, type MaybePromise } from '../domain/maybe-promise.ts';
import type { ArrivalFacts, CountedCheck, GiveBack, Limit, Login, Step } from '../domain/step.ts';

type Objection = MaybePromise<Denial | undefined>;

/**
 * Runs steps in order up to the first denial; at once, as long as nothing has to be waited for. Counters that fail make it throw or reject:
 * the caller refuses the call then.
 */
export function runSteps<Facts extends ArrivalFacts>(
  steps: readonly Step<Facts>[],
  facts: Facts,
  guard: Guard,
  first = 0,
): Objection {
  for (let at = first; at < steps.length; at += 1) {
    const step = steps[at];
    const objection = step === undefined ? undefined : run(step, facts, guard);
    if (objection instanceof Promise) return objection.then((denial) => denial ?? runSteps(steps, facts, guard, at + 1));
    if (objection !== undefined) return objection;
  }
  return undefined;
}

function run<Facts extends ArrivalFacts>(step: Step<Facts>, facts: Facts, guard: Guard): Objection {
  switch (step.kind) {
    case 'check':
      return step.judge(facts);
    case 'limit':
      return take(step, facts, guard);
    case 'give-back':
      return giveBack(step, facts, guard);
    case 'counted-check':
      return judgeCounted(step, facts, guard);
    case 'login':
      return logIn(step, facts, guard);
  }
}

function take<Facts extends ArrivalFacts>(limit: Limit<Facts>, facts: Facts, { limiter }: Guard): Objection {
  const budget = limit.budget(facts);
  if (budget === undefined) return undefined;
  return after(limiter.take(limit.name, budget), (taken) => {
    facts.standings.note(limit.name, budget.rate, taken);
    return taken.granted ? undefined : limit.refuse(taken.resetMs);
  });
}

function giveBack<Facts extends ArrivalFacts>({ limit, when }: GiveBack<Facts>, facts: Facts, { limiter }: Guard): Objection {
  const budget = when(facts) ? limit.budget(facts) : undefined;
  const taken = budget === undefined ? undefined : facts.standings.remove(limit.name);
  if (budget === undefined || taken === undefined) return undefined;
  return after(limiter.giveBack(limit.name, budget, taken), () => undefined);
}

function judgeCounted<Facts extends ArrivalFacts>({ check, limit }: CountedCheck<Facts>, facts: Facts, guard: Guard): Objection {
  const denial = check.judge(facts);
  // What the gateway cannot know is nobody's refused command.
  if (denial === undefined || denial.reason === 'state_unavailable') return denial;
  return after(take(limit, facts, guard), (beyond) => beyond ?? denial);
}

function logIn<Facts extends ArrivalFacts>(step: Login<Facts>, facts: Facts, { logins }: Guard): Objection {
  const denial = step.judge(facts);
  const attempt = step.attempt(facts);
  if (attempt === undefined) return denial;
  return after(logins.judge(attempt, step.resultOf(facts, denial)), (retryAfterMs) =>
    retryAfterMs === undefined ? denial : { reason: 'address_banned', retryAfterMs },
  );
}
