import type { Check, ProvenFacts } from '../domain/judging/step.ts';

/** After the panel has refused what the gateway allowed, nothing more is sent until a newer state vouches for the credential. */
export const notInDoubt: Check<ProvenFacts> = {
  kind: 'check',
  name: 'credential_in_doubt',
  judge: ({ base, call: { credential }, state }) => {
    if (!base.snapshot.doubts.areHeldAgainst(credential, state)) return undefined;
    // Only the panel can judge a password, and it has said no: asking again would get the gateway banned there.
    return credential.kind === 'password' ? { reason: 'credential_invalid', deprecated: true } : { reason: 'state_unavailable' };
  },
};
