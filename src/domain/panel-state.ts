import type { AddressSet } from './address-set.ts';
import type { Digest } from './secret.ts';

/** What the gateway knows of a panel. Frozen: a change makes a new one. */
export interface PanelState {
  readonly api: ApiSwitches;
  /** The panel's own list of allowed addresses, in its narrow reading. */
  readonly allowedAddresses: AllowedAddresses;
  /** Without a name no key is the root user's. */
  readonly rootUser: string | undefined;
  readonly accessKeys: ReadonlyMap<string, AccessKey>;
  readonly profiles: ReadonlyMap<string, Profile>;
  /** Users that own keys, and the root user. Whoever is missing does not exist. */
  readonly users: ReadonlyMap<string, UserStatus>;
  /** SHA-256 digests in hexadecimal. */
  readonly apiKeyDigests: ReadonlySet<string>;
  /** By name, `v-make-tmp-file` among them. */
  readonly commands: ReadonlyMap<string, Command>;
  /** Monotonic time of the last complete reading that succeeded. */
  readonly readAtMs: number;
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

/**
 * Where panel state comes from.
 *
 * `start` may be slow and may fail to find a panel; it does not throw for that. `current` must do neither: it answers with the newest
 * good state, however old, or undefined when there has never been one. Judging the age is the caller's business.
 */
export interface PanelStateSource {
  readonly start: () => Promise<void>;
  readonly current: () => PanelState | undefined;
  /** What could not be read last time, and what to do, in words. Empty: all of it was read. */
  readonly problems: () => readonly string[];
  /** Readings since the start. */
  readonly readings: () => Readings;
  /** Reads now, as far as the source bears it. Resolves after a reading that began after this call; never rejects. */
  readonly refresh: () => Promise<void>;
  readonly stop: () => Promise<void>;
}

export interface Readings {
  readonly complete: number;
  readonly incomplete: number;
}
