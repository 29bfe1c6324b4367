import { isWellFormed } from '../domain/bounds.ts';
import type { Credential } from '../domain/call.ts';
import type { Denial, Reason } from '../domain/denial.ts';
import type { PanelState } from '../domain/panel-state.ts';
import { type Digest, digestOf, digestsEqual } from '../domain/secret.ts';
import type { Attempt } from '../domain/logins.ts';
import type { Login, PanelFacts } from '../domain/step.ts';

/** Compared with where no key has the id, so that an unknown key costs what a wrong secret costs. No secret has this digest: it is longer. */
const nobody: Digest = digestOf('no secret of forty bytes reads like this one');

/**
 * The credential is of the form that the panel can be handed, known, right, and its user is active. One answer for all of it. What the panel
 * has and the gateway cannot know now is no failed login: `state_unavailable`, after the same work.
 */
export const credentialProven: Login<PanelFacts> = {
  kind: 'login',
  name: 'credential-proven',
  judge: ({ call: { credential }, state }) => {
    const deprecated = credential.kind !== 'access-key';
    if (!isWellFormed(credential, rootUserFor(credential, state))) return { reason: 'credential_invalid', deprecated };
    const reason = faultOf(credential, state);
    if (reason === undefined) return undefined;
    return reason === 'state_unavailable' ? { reason } : { reason, deprecated };
  },
  attempt: attemptOf,
  resultOf: ({ call: { credential } }, denial) => {
    if (denial?.reason === 'state_unavailable') return 'undecided';
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
  if (!isWellFormed(credential, rootUserFor(credential, state)))
    return { address, key: 'malformed', isGuessable: false, isShared: true };
  switch (credential.kind) {
    case 'access-key':
      return { address, key: credential.id, isGuessable: isListed(credential.id, state), isShared: false };
    case 'api-key':
      return { address, key: credential.kind, isGuessable: false, isShared: true };
    case 'password':
      return { address, key: credential.kind, isGuessable: true, isShared: false };
  }
}

/** The user whose password may be right: each that is named, where nobody knows who the root user is. */
function rootUserFor(credential: Credential, { rootUser, unknown }: PanelState): string | undefined {
  return credential.kind === 'password' && unknown.rootUser === true ? credential.user : rootUser;
}

function isListed(id: string, { accessKeys, unknown }: PanelState): boolean {
  return accessKeys.has(id) || unknown.accessKeys.has(id);
}

type CredentialFault = Extract<Denial, { deprecated: boolean }>['reason'] | 'state_unavailable';

function faultOf(credential: Credential, state: PanelState): CredentialFault | undefined {
  switch (credential.kind) {
    case 'access-key': {
      const key = state.accessKeys.get(credential.id);
      const secretIsRight = digestsEqual(key?.secretDigest ?? nobody, credential.secret.digest());
      const fault = userFault(key?.user ?? '', state);
      if (key === undefined) return state.unknown.accessKeys.has(credential.id) ? 'state_unavailable' : 'key_unknown';
      return secretIsRight ? fault : 'secret_wrong';
    }
    case 'api-key':
      if (state.apiKeyDigests.has(credential.key.digest().toString('hex'))) return undefined;
      return state.unknown.apiKeys ? 'state_unavailable' : 'key_unknown';
    case 'password':
      // Only the panel can judge the password itself.
      return state.unknown.rootUser === true ? 'state_unavailable' : userFault(credential.user, state);
  }
}

function userFault(name: string, { users, unknown }: PanelState): CredentialFault | undefined {
  const status = users.get(name);
  if (status === undefined) return unknown.users.has(name) ? 'state_unavailable' : 'user_unknown';
  return status === 'suspended' ? 'user_suspended' : undefined;
}
