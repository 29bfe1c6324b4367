import type { Bearer } from './bearer.ts';
import type { Call } from './call.ts';
import type { PanelState } from './panel-state.ts';
import type { ArrivalFacts, CallFacts, PanelFacts, ProvenFacts } from './step.ts';

// Each stage of the checks knows more than the one before. Written out, because copying by spreading costs microseconds a call.

export function withCall(facts: ArrivalFacts, call: Call): CallFacts {
  const { arrival, policy, state, stateIsStale, doubts, bannedMs, standings, commandTable } = facts;
  return { arrival, policy, state, stateIsStale, doubts, bannedMs, standings, commandTable, call };
}

export function withState(facts: CallFacts, state: PanelState): PanelFacts {
  const { arrival, policy, stateIsStale, doubts, bannedMs, standings, commandTable, call } = facts;
  return { arrival, policy, state, stateIsStale, doubts, bannedMs, standings, commandTable, call };
}

export function withBearer(facts: PanelFacts, bearer: Bearer): ProvenFacts {
  const { arrival, policy, state, stateIsStale, doubts, bannedMs, standings, commandTable, call } = facts;
  return { arrival, policy, state, stateIsStale, doubts, bannedMs, standings, commandTable, call, bearer };
}
