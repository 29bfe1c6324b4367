import type { BodyFacts, CallFacts, Proof } from '../domain/judging/step.ts';

/** Nothing is decided on a panel state that is missing or older than `state.maxAge`. */
export const stateKnown: Proof<BodyFacts, CallFacts> = {
  kind: 'proof',
  name: 'state_unavailable',
  prove: ({ base, call }) => {
    const { state, isStale } = base.snapshot;
    return state === undefined || isStale ? { reason: 'state_unavailable' } : { base, call, state };
  },
};
