import { type Bearer, bearerOf } from '../domain/bearer.ts';
import type { Denial } from '../domain/denial.ts';
import type { Limiter } from '../domain/limiter.ts';
import type { PanelState } from '../domain/panel-state.ts';
import type { ArrivalFacts, CallFacts } from '../domain/step.ts';
import { pipeline } from './pipeline.ts';
import { runSteps } from './run-steps.ts';

/** The end of the checks on a call: who may run it on which state, or why not. */
export type Decision =
  | { readonly kind: 'permitted'; readonly bearer: Bearer; readonly state: PanelState }
  | { readonly kind: 'denied'; readonly denial: Denial };

/** Judges what is known before the body is read. */
export function decideOnArrival(facts: ArrivalFacts, limiter: Limiter): Promise<Denial | undefined> {
  return runSteps(pipeline.onArrival, facts, limiter);
}

/** Judges a call whose arrival was not refused. */
export async function decideOnCall(facts: CallFacts, limiter: Limiter): Promise<Decision> {
  const early = await runSteps(pipeline.onCall, facts, limiter);
  if (early !== undefined) return { kind: 'denied', denial: early };
  const { state } = facts;
  if (state === undefined) return { kind: 'denied', denial: { reason: 'state_unavailable' } };
  const onPanel = { ...facts, state };
  const denial = await runSteps(pipeline.onPanel, onPanel, limiter);
  if (denial !== undefined) return { kind: 'denied', denial };
  const bearer = bearerOf(facts.call.credential, state);
  if (bearer === undefined) return { kind: 'denied', denial: { reason: 'key_unknown', deprecated: false } };
  const late = await runSteps(pipeline.onProof, { ...onPanel, bearer }, limiter);
  return late === undefined ? { kind: 'permitted', bearer, state } : { kind: 'denied', denial: late };
}
