import type { KeyCheck } from '../domain/judging/step.ts';

/** `hours` of the key's policy: the times of the week at which it is used. */
export const keyHours: KeyCheck = {
  kind: 'key-check',
  name: 'key_hours',
  judge: ({ base }, { hours, source }) =>
    hours === undefined || hours.has(base.arrival.receivedMs) ? undefined : { reason: 'key_hours', policy: source },
};
