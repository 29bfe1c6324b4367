import { type Bearer, bearerOf } from '../domain/bearer.ts';
import type { Denial } from '../domain/denial.ts';
import { withBearer, withState } from '../domain/facts.ts';
import type { Guard } from '../domain/guard.ts';
import { after, type MaybePromise } from '../domain/maybe-promise.ts';
import type { PanelState } from '../domain/panel-state.ts';
import type { ArrivalFacts, CallFacts, PanelFacts } from '../domain/step.ts';
import { pipeline } from './pipeline.ts';
import { runSteps } from './run-steps.ts';

/** The end of the checks on a call: who may run it on which state, or why not. */
export type Decision = Permission | { readonly kind: 'denied'; readonly denial: Denial };

export interface Permission {
  readonly kind: 'permitted';
  readonly bearer: Bearer;
  readonly state: PanelState;
}

/** Judges what is known before the body is read. */
export function decideOnArrival(facts: ArrivalFacts, guard: Guard): MaybePromise<Denial | undefined> {
  return runSteps(pipeline.onArrival, facts, guard);
}

/** Judges a call whose arrival was not refused. */
export function decideOnCall(facts: CallFacts, guard: Guard): MaybePromise<Decision> {
  return after(runSteps(pipeline.onCall, facts, guard), (early) => {
    if (early !== undefined) return denied(early);
    const { state } = facts;
    return state === undefined ? denied({ reason: 'state_unavailable' }) : decideOnPanel(withState(facts, state), guard);
  });
}

function decideOnPanel(facts: PanelFacts, guard: Guard): MaybePromise<Decision> {
  return after(runSteps(pipeline.onPanel, facts, guard), (denial) => {
    if (denial !== undefined) return denied(denial);
    const { call, state } = facts;
    const bearer = bearerOf(call.credential, state);
    if (bearer === undefined) return denied({ reason: 'key_unknown', deprecated: false });
    return after(runSteps(pipeline.onProof, withBearer(facts, bearer), guard), (late) =>
      late === undefined ? { kind: 'permitted', bearer, state } : denied(late),
    );
  });
}

function denied(denial: Denial): Decision {
  return { kind: 'denied', denial };
}
