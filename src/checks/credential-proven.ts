import { isWellFormed } from '../domain/call/bounds.ts';
import type { Credential } from '../domain/call/call.ts';
import type { Caller } from '../domain/panel/caller.ts';
import type { Denial } from '../domain/call/denial.ts';
import { denials } from '../domain/call/denials.ts';
import type { Attempt } from '../domain/ledger/logins.ts';
import type { PanelState } from '../domain/panel/panel-state.ts';
import { type Digest, digestOf, digestsEqual } from '../domain/secret.ts';
import type { Login } from '../domain/judging/step.ts';

/** Compared with where no key has the id, so that an unknown key costs the same time as a wrong secret. No secret has this digest: its text is longer than a secret may be. */
const nobody: Digest = digestOf('no secret of forty bytes reads like this one');

/**
 * The credential is well-formed, known and right, and its user is active. Every fault gets the same answer. What the panel may have, but the gateway
 * cannot read now, is answered with `state_unavailable` after the same amount of work, and is not counted as a failed login.
 */
export const credentialProven: Login = {
  kind: 'login',
  name: 'credential',
  prove: ({ base: { address }, call: { credential }, state }) => {
    const deprecated = credential.kind !== 'access-key';
    const isFormed = isWellFormed(credential, rootUserFor(credential, state));
    const { found, claimed } = isFormed ? callerOf(credential, state) : invalid;
    const { key, isGuessable, isShared } = isFormed ? claimOf(credential, state) : malformed;
    if (typeof found !== 'string') {
      const result = credential.kind === 'password' ? 'unproven' : 'proven';
      return { attempt: { address, key, isGuessable, isShared, result }, denial: undefined, caller: found };
    }
    const denial: Denial = found === 'state_unavailable' ? { reason: found } : { reason: found, deprecated };
    return { attempt: { address, key, isGuessable, isShared, result: denials[found].login ?? 'undecided' }, denial, claimed };
  },
};

type CredentialFault = Extract<Denial, { deprecated: boolean }>['reason'] | 'state_unavailable';

/** Whose credential it claims to be. */
type Claim = Pick<Attempt, 'key' | 'isGuessable' | 'isShared'>;

/** A credential that is not well-formed could be any text, so it is counted for no key. */
const malformed: Claim = { key: 'malformed', isGuessable: false, isShared: true };

function claimOf(credential: Credential, { accessKeys, unknown }: PanelState): Claim {
  const { kind } = credential;
  if (kind !== 'access-key') return { key: kind, isGuessable: kind === 'password', isShared: kind === 'api-key' };
  const { id } = credential;
  return { key: id, isGuessable: accessKeys.has(id) || unknown.accessKeys.has(id), isShared: false };
}

/** The user whose password may be right: the root user, or whichever user is named while the root user is not known. */
function rootUserFor(credential: Credential, { rootUser, unknown }: PanelState): string | undefined {
  return credential.kind === 'password' && unknown.rootUser === true ? credential.user : rootUser;
}

/** `claimed`: whom a right secret would have proven, where the secret is wrong. */
interface Found {
  readonly found: Caller | CredentialFault;
  readonly claimed?: Caller;
}

const invalid: Found = { found: 'credential_invalid' };

function callerOf(credential: Credential, state: PanelState): Found {
  switch (credential.kind) {
    case 'access-key': {
      const key = state.accessKeys.get(credential.id);
      const secretIsRight = digestsEqual(key?.secretDigest ?? nobody, credential.secret.digest());
      const fault = userFault(key?.user ?? '', state);
      if (key === undefined) return { found: state.unknown.accessKeys.has(credential.id) ? 'state_unavailable' : 'key_unknown' };
      const caller = { name: key.id, user: key.user, isRoot: key.user === state.rootUser, permissions: key.permissions };
      return secretIsRight ? { found: fault ?? caller } : { found: 'secret_wrong', claimed: caller };
    }
    case 'api-key':
      if (state.apiKeyDigests.has(credential.key.digest().toString('hex'))) return { found: rootCaller(credential.kind, state) };
      return { found: state.unknown.apiKeys ? 'state_unavailable' : 'key_unknown' };
    case 'password':
      // Only the panel can judge the password itself.
      if (state.unknown.rootUser === true) return { found: 'state_unavailable' };
      return { found: userFault(credential.user, state) ?? rootCaller(credential.kind, state) };
  }
}

/** A deprecated credential makes its holder the root user. */
function rootCaller(name: string, { rootUser }: PanelState): Caller {
  return { name, user: rootUser, isRoot: rootUser !== undefined, permissions: { kind: 'everything' } };
}

function userFault(name: string, { users, unknown }: PanelState): CredentialFault | undefined {
  const status = users.get(name);
  if (status === undefined) return unknown.users.has(name) ? 'state_unavailable' : 'user_unknown';
  return status === 'suspended' ? 'user_suspended' : undefined;
}
