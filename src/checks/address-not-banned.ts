import type { ArrivalFacts, Check } from '../domain/step.ts';

/** An address at which too many logins failed is refused for a time, whatever it brings. */
export const addressNotBanned: Check<ArrivalFacts> = {
  kind: 'check',
  name: 'address-not-banned',
  judge: ({ bannedMs }) => (bannedMs === undefined ? undefined : { reason: 'address_banned', retryAfterMs: bannedMs }),
};
