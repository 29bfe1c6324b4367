import type { Check, ProvenFacts } from '../domain/judging/step.ts';

/** After the panel has refused what the gateway allowed, nothing more is sent until a newer state vouches for the credential. */
export const notInDoubt: Check<ProvenFacts> = {
  kind: 'check',
  name: 'credential_in_doubt',
  judge: ({ base, call: { credential }, state }) => {
    // The panel alone judges a password; whether it may be asked is decided when the call gets its slot.
    if (credential.kind === 'password' || !base.snapshot.doubts.areHeldAgainst(credential, state)) return undefined;
    return { reason: 'state_unavailable' };
  },
};
