import type { AddressSet } from '../address/address-set.ts';
import type { Digest } from '../secret.ts';

/** What the gateway knows of a panel. Frozen: a change makes a new one. */
export interface PanelState {
  readonly api: ApiSwitches;
  /** The panel's own list of allowed addresses, in its narrow reading. */
  readonly allowedAddresses: AllowedAddresses;
  /** Without a name no key is the root user's, unless `unknown.rootUser` says that it cannot be known. */
  readonly rootUser: string | undefined;
  readonly accessKeys: ReadonlyMap<string, AccessKey>;
  readonly profiles: ReadonlyMap<string, Profile>;
  /** Users that own keys, and the root user. A user that is missing does not exist. */
  readonly users: ReadonlyMap<string, UserStatus>;
  /** SHA-256 digests in hexadecimal. */
  readonly apiKeyDigests: ReadonlySet<string>;
  /** By name, `v-make-tmp-file` among them. */
  readonly commands: ReadonlyMap<string, Command>;
  readonly unknown: Unknowns;
  /** Monotonic time of the last complete reading that succeeded. */
  readonly readAtMs: number;
}

/**
 * What the panel has and the gateway cannot know now: not readable, not confirmed yet, or not in a form that it can vouch for. A call that
 * depends on it is refused with `state_unavailable`, and never counted against anybody. A name is in one of these sets or in the map of the
 * same kind, never in both; `commands` is the exception.
 */
export interface Unknowns {
  /** Ids that the panel lists. */
  readonly accessKeys: ReadonlySet<string>;
  readonly profiles: ReadonlySet<string>;
  readonly users: ReadonlySet<string>;
  /** Commands that exist, and whose options are not known: keys of the root user may run them. They are among the commands, too. */
  readonly commands: ReadonlySet<string>;
  /** Some or all API keys could not be read, or the source does not tell them: one that is not among the digests may exist. */
  readonly apiKeys: boolean;
  /** True: who the root user is. The state has no name for it then, and everybody may be it. */
  readonly rootUser?: boolean;
}

const none: ReadonlySet<string> = new Set();

export const nothingUnknown: Unknowns = Object.freeze({
  accessKeys: none,
  profiles: none,
  users: none,
  commands: none,
  apiKeys: false,
});

/** Parts of a state of which single things may be unknown, as metrics name them. */
export const stateParts = ['keys', 'profiles', 'users', 'commands', 'api_keys'] as const;
export type StatePart = (typeof stateParts)[number];

/** What of one part cannot be known, for `/readyz` and the metrics. What is unknown only for a moment, as while it is written, is no fault. */
export interface StateFault {
  readonly part: StatePart;
  /** Things of this kind that the panel has; undefined: that is not known either. */
  readonly total: number | undefined;
  /** How many of them cannot be known; at least one. */
  readonly unknown: number;
  /** The first of them, in words: where it is, what is wrong, what to change. */
  readonly first: string;
  /** What they are called; API keys have no name that may be told. */
  readonly names?: readonly string[];
}

export interface ApiSwitches {
  /** For access keys: nobody's, the root user's, everybody's. */
  readonly accessKeys: 'off' | 'root' | 'all';
  /** For API keys and passwords. */
  readonly deprecated: boolean;
}

export type AllowedAddresses = { readonly everyone: true } | { readonly everyone: false; readonly set: AddressSet };

export interface AccessKey {
  readonly id: string;
  readonly secretDigest: Digest;
  readonly user: string;
  readonly permissions: Permissions;
}

/** What a key's PERMISSIONS say: nothing at all (`everything`, for the root user's keys), or names of profiles. */
export type Permissions = { readonly kind: 'everything' } | { readonly kind: 'profiles'; readonly names: readonly string[] };

export interface Profile {
  /** `admin`: only keys of the root user may use it. */
  readonly role: 'admin' | 'user';
  readonly commands: ReadonlySet<string>;
}

export type UserStatus = 'active' | 'suspended';

export interface Command {
  /** Which argument names the user, counted from 1; 0 when none does. */
  readonly userArg: number;
  /** `root`: keys of ordinary users never run it, because its USER is not the one whose things it touches. */
  readonly reach: 'user' | 'root';
}

/** Why a reading is asked for. */
export type RefreshReason =
  /** A key that is unknown, or has another secret, may have been made a moment ago; the request may also be a guess. */
  | { readonly kind: 'new' }
  /** The panel refused what was allowed on this state. */
  | { readonly kind: 'doubt'; readonly accessKey: string | undefined };

/**
 * Where panel state comes from.
 *
 * `start` may be slow and may fail to find a panel; it does not throw for that. `current` must do neither: it answers with the newest
 * good state, however old, or undefined when there has never been one. Judging the age is the caller's business.
 */
export interface PanelStateSource {
  readonly start: () => Promise<void>;
  readonly current: () => PanelState | undefined;
  /** Calls `changed` whenever another state has come into force: another object, which may say the same of the panel. `changed` must not throw. */
  readonly onChange: (changed: () => void) => void;
  /** What could not be read last time, and what to do, in words. Empty: all of it was read. */
  readonly problems: () => readonly string[];
  /** What of the state cannot be known, by part: at most one of each. */
  readonly faults?: () => readonly StateFault[];
  /** What counts, and allows less than one would think or is noticed late: profiles that allow nothing, folders that cannot be watched. In words. */
  readonly notices?: () => readonly string[];
  /** Readings since the start. */
  readonly readings: () => Readings;
  /** Reads now, as far as the source bears it. Resolves after a reading that began after this call; never rejects. Without a reason: everything. */
  readonly refresh: (reason?: RefreshReason) => Promise<void>;
  readonly stop: () => Promise<void>;
}

export interface Readings {
  readonly complete: number;
  readonly incomplete: number;
}
