import { isWellFormed } from '../domain/bounds.ts';
import type { Credential } from '../domain/call.ts';
import type { Denial, Reason } from '../domain/denial.ts';
import type { PanelState } from '../domain/panel-state.ts';
import { type Digest, digestOf, digestsEqual } from '../domain/secret.ts';
import type { Attempt } from '../domain/logins.ts';
import type { Login, PanelFacts } from '../domain/step.ts';

/** Compared with where no key has the id, so that an unknown key costs what a wrong secret costs. No secret has this digest: it is longer. */
const nobody: Digest = digestOf('no secret of forty bytes reads like this one');

/** The credential is of the form that the panel can be handed, known, right, and its user is active. One answer for all of it. */
export const credentialProven: Login<PanelFacts> = {
  kind: 'login',
  name: 'credential-proven',
  judge: ({ call: { credential }, state }) => {
    const deprecated = credential.kind !== 'access-key';
    if (!isWellFormed(credential, state.rootUser)) return { reason: 'credential_invalid', deprecated };
    const reason = faultOf(credential, state);
    return reason === undefined ? undefined : { reason, deprecated };
  },
  attempt: attemptOf,
  resultOf: ({ call: { credential } }, denial) => {
    if (denial !== undefined) return failures.has(denial.reason) ? 'failed' : 'right';
    // The panel judges a password: see password-tried.ts.
    return credential.kind === 'password' ? 'right' : 'proven';
  },
};

/** The right secret of a user who is suspended is no failed login, and no success. */
const failures: ReadonlySet<Reason> = new Set<Reason>(['key_unknown', 'secret_wrong', 'credential_invalid']);

/** Whose login this is, from where; undefined without an address. */
export function attemptOf({ arrival: { address }, call: { credential }, state }: PanelFacts): Attempt | undefined {
  if (address === undefined) return undefined;
  // What is not well-formed names nobody, and could be any text.
  if (!isWellFormed(credential, state.rootUser)) return { address, key: 'malformed', isGuessable: false };
  switch (credential.kind) {
    case 'access-key':
      return { address, key: credential.id, isGuessable: state.accessKeys.has(credential.id) };
    case 'api-key':
      return { address, key: credential.kind, isGuessable: false };
    case 'password':
      return { address, key: credential.kind, isGuessable: true };
  }
}

type CredentialFault = Extract<Denial, { deprecated: boolean }>['reason'];

function faultOf(credential: Credential, state: PanelState): CredentialFault | undefined {
  switch (credential.kind) {
    case 'access-key': {
      const key = state.accessKeys.get(credential.id);
      const secretIsRight = digestsEqual(key?.secretDigest ?? nobody, credential.secret.digest());
      const status = state.users.get(key?.user ?? '');
      if (key === undefined) return 'key_unknown';
      return secretIsRight ? userFault(status) : 'secret_wrong';
    }
    case 'api-key':
      return state.apiKeyDigests.has(credential.key.digest().toString('hex')) ? undefined : 'key_unknown';
    case 'password':
      // Only the panel can judge the password itself.
      return userFault(state.users.get(credential.user));
  }
}

function userFault(status: 'active' | 'suspended' | undefined): CredentialFault | undefined {
  if (status === undefined) return 'user_unknown';
  return status === 'suspended' ? 'user_suspended' : undefined;
}
