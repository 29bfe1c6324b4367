import type { ArrivalFacts, Check } from '../domain/judging/step.ts';

/** Only the API's own paths; nothing else of the panel is reached through the gateway. */
export const pathIsApi: Check<ArrivalFacts> = {
  kind: 'check',
  name: 'path_unknown',
  judge: ({ arrival }) => (arrival.pathIsApi ? undefined : { reason: 'path_unknown' }),
};
