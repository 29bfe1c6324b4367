import type { Credential } from './call.ts';
import type { PanelState, Permissions } from './panel-state.ts';

/** Who stands behind a credential that has been proven. */
export interface Bearer {
  /** How refusals and counters name it: the access key's id, or the kind of deprecated credential. */
  readonly name: string;
  readonly user: string | undefined;
  /** He is known to be the root user. */
  readonly isRoot: boolean;
  readonly permissions: Permissions;
}

/** Whether the bearer is the root user; no refusal may rest on a `no` that is not known. */
export function isRootUser({ isRoot }: Bearer, { unknown }: PanelState): 'yes' | 'no' | 'unknown' {
  if (isRoot) return 'yes';
  return unknown.rootUser === true ? 'unknown' : 'no';
}

/** The bearer of a credential; undefined where the panel state knows none of that id. */
export function bearerOf(credential: Credential, state: PanelState): Bearer | undefined {
  if (credential.kind !== 'access-key') {
    return {
      name: credential.kind,
      user: state.rootUser,
      isRoot: state.rootUser !== undefined,
      permissions: { kind: 'everything' },
    };
  }
  const key = state.accessKeys.get(credential.id);
  if (key === undefined) return undefined;
  return { name: key.id, user: key.user, isRoot: key.user === state.rootUser, permissions: key.permissions };
}
