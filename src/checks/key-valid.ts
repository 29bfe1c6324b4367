import type { KeyCheck } from '../domain/judging/step.ts';

/** `notBefore` and `expires` of the key's policy. */
export const keyValid: KeyCheck = {
  kind: 'key-check',
  name: 'key_expired',
  judge: ({ base }, { notBeforeMs = Number.NEGATIVE_INFINITY, expiresMs = Number.POSITIVE_INFINITY, source }) => {
    const { receivedMs } = base.arrival;
    return receivedMs >= notBeforeMs && receivedMs < expiresMs ? undefined : { reason: 'key_expired', policy: source };
  },
};
