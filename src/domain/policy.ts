import type { AddressSet } from './address-set.ts';
import type { CredentialKind } from './call.ts';

/** What the administrator decided for the clients of one panel, with everything resolved. */
export interface Policy {
  readonly clients: ClientPolicy;
  readonly auth: AuthPolicy;
  readonly limits: LimitPolicy;
}

export interface ClientPolicy {
  readonly allow: { readonly everyone: boolean; readonly inherit: boolean; readonly set: AddressSet };
  /** Wins over `allow`. */
  readonly deny: AddressSet;
  /** Who may speak for a client. */
  readonly trustedProxies: AddressSet;
  readonly header: 'x-forwarded-for' | 'x-real-ip' | 'cf-connecting-ip';
  /** Bits of an IPv6 address that count as one client. */
  readonly ipv6Prefix: number;
}

export interface AuthPolicy {
  readonly allowed: Readonly<Record<CredentialKind, boolean>>;
  /** Commands without a user argument that keys of ordinary users may run. */
  readonly unscopedCommands: ReadonlySet<string>;
}

export interface LimitPolicy {
  readonly address: Rate;
  readonly key: Rate;
  /** Instead of `key` for keys with one of these profiles; with several, the widest. */
  readonly profiles: ReadonlyMap<string, Rate>;
  readonly commands: ReadonlyMap<string, Rate>;
}

export interface Rate {
  readonly calls: number;
  readonly perMs: number;
}
