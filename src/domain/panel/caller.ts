import type { PanelState, Permissions } from './panel-state.ts';

/** Who stands behind a credential that has been proven. */
export interface Caller {
  /** How refusals and counters name it: the access key's id, or the kind of deprecated credential. */
  readonly name: string;
  readonly user: string | undefined;
  /** He is known to be the root user. */
  readonly isRoot: boolean;
  readonly permissions: Permissions;
}

/** Whether the caller is the root user; no refusal may rest on a `no` that is not known. */
export function isRootUser({ isRoot }: Caller, { unknown }: PanelState): 'yes' | 'no' | 'unknown' {
  if (isRoot) return 'yes';
  return unknown.rootUser === true ? 'unknown' : 'no';
}
