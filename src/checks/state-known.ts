import type { CallFacts, Check } from '../domain/step.ts';

/** Nothing is decided on a panel state that is missing or older than `state.maxAge`. */
export const stateKnown: Check<CallFacts> = {
  kind: 'check',
  name: 'state-known',
  judge: ({ state, stateIsStale }) => (state === undefined || stateIsStale ? { reason: 'state_unavailable' } : undefined),
};
