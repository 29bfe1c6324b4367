import type { ArrivalFacts, Check } from '../domain/judging/step.ts';

/** The panel takes a body with any method; the gateway takes POST alone, as clients send it. */
export const methodIsPost: Check<ArrivalFacts> = {
  kind: 'check',
  name: 'no_data',
  judge: ({ arrival }) => (arrival.method === 'POST' ? undefined : { reason: 'no_data', allowPost: true }),
};
