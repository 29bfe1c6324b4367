import { isAccessKeyId } from '../call/bounds.ts';
import type { Caller } from '../panel/caller.ts';
import type { KeyPolicy } from './key-policy.ts';

/** Whose keys a policy for several is about: one that meets each part that is given. */
export interface KeyGroup {
  /** The ids begin with one of these. */
  readonly ids: readonly string[] | undefined;
  readonly users: ReadonlySet<string> | undefined;
  /** The key has one of these profiles. */
  readonly profiles: ReadonlySet<string> | undefined;
  readonly policy: KeyPolicy;
}

const nothing: readonly KeyPolicy[] = Object.freeze([]);

/** The policies for the keys of one panel. */
export class KeyPolicies {
  static readonly none = new KeyPolicies(new Map(), []);
  readonly #byId: ReadonlyMap<string, KeyPolicy>;
  readonly #groups: readonly KeyGroup[];

  constructor(byId: ReadonlyMap<string, KeyPolicy>, groups: readonly KeyGroup[]) {
    this.#byId = byId;
    this.#groups = groups;
  }

  /** What settings are compared by. */
  toJSON(): object {
    return { byId: this.#byId, groups: this.#groups };
  }

  /** All that a caller is held to: that of its key, and those of the groups that it is in. */
  of(caller: Caller): readonly KeyPolicy[] {
    const own = this.#byId.get(caller.name);
    if (this.#groups.length === 0) return own === undefined ? nothing : [own];
    const ofGroups = this.#groups.flatMap((group) => (isOf(caller, group) ? [group.policy] : []));
    return own === undefined ? ofGroups : [own, ...ofGroups];
  }
}

/** Deprecated credentials are in no group. */
function isOf({ name, user, permissions }: Caller, { ids, users, profiles }: KeyGroup): boolean {
  if (!isAccessKeyId(name)) return false;
  if (ids !== undefined && !ids.some((prefix) => name.startsWith(prefix))) return false;
  if (users !== undefined && (user === undefined || !users.has(user))) return false;
  if (profiles === undefined) return true;
  return permissions.kind === 'profiles' && permissions.names.some((each) => profiles.has(each));
}
