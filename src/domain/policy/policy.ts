import type { AddressSet } from '../address/address-set.ts';
import type { OwnerAddresses } from '../address/owners.ts';
import type { KeyPolicies } from './key-policies.ts';
import type { CredentialKind } from '../call/call.ts';
import type { Rate } from './rate.ts';
import type { ReportOnly } from './report-only.ts';

/** What the administrator decided for the clients of one panel, with everything resolved. */
export interface Policy {
  readonly clients: ClientPolicy;
  readonly auth: AuthPolicy;
  readonly limits: LimitPolicy;
  readonly report: ReportPolicy;
  readonly keys: KeyPolicies;
}

/** What is reported in place of refused, until a day. */
export interface ReportPolicy {
  readonly reasons: ReportOnly;
  /** Wall clock, milliseconds since 1970. */
  readonly untilMs: number;
}

export interface ClientPolicy {
  readonly allow: { readonly everyone: boolean; readonly inherit: boolean; readonly set: AddressSet };
  /** Wins over `allow`. */
  readonly deny: AddressSet;
  /** Who could call the panel before the gateway stood in front of it. Undefined: it is not known. */
  readonly before: { readonly everyone: boolean; readonly set: AddressSet } | undefined;
  /** Whatever fails from there, it is never banned. */
  readonly neverBan: AddressSet;
  /** From where keys are used by their owners, whether or not they have worked there. */
  readonly owners: OwnerAddresses;
  /** Who may speak for a client. */
  readonly trustedProxies: AddressSet;
  readonly header: 'x-forwarded-for' | 'x-real-ip' | 'cf-connecting-ip';
  /** Bits of an IPv6 address that count as one client. */
  readonly ipv6Prefix: number;
}

export interface AuthPolicy {
  readonly allowed: Readonly<Record<CredentialKind, boolean>>;
  /** On which terms kinds that are allowed are taken; those that are not in it, on none. */
  readonly terms: ReadonlyMap<CredentialKind, CredentialTerms>;
  /** Commands without a user argument that keys of ordinary users may run. */
  readonly unscopedCommands: ReadonlySet<string>;
}

export interface CredentialTerms {
  /** Undefined: from every address that may call. */
  readonly from: AddressSet | undefined;
  /** Wall clock, milliseconds since 1970. Undefined: for ever. */
  readonly untilMs: number | undefined;
}

export interface LimitPolicy {
  readonly address: Rate;
  readonly key: Rate;
  /** Instead of `key` for keys with one of these profiles; with several, the widest. */
  readonly profiles: ReadonlyMap<string, Rate>;
  readonly commands: ReadonlyMap<string, Rate>;
  /** Calls of a proven key that are refused for their command. */
  readonly refusedCommands: Rate;
  readonly failures: FailurePolicy;
}

/** How many logins may fail, and for how long an address is banned then. */
export interface FailurePolicy {
  /** Of one key from one address. */
  readonly pair: Attempts;
  /** Of one address; a network of 48 bits has four times as many. */
  readonly address: Attempts;
  /** Of one key, from everywhere together. */
  readonly key: Attempts;
  /** The first ban; each further one is twice as long, up to `maxBanMs`. */
  readonly banMs: number;
  readonly maxBanMs: number;
}

export interface Attempts {
  readonly attempts: number;
  /** Whole seconds. */
  readonly perMs: number;
}
