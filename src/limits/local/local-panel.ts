import type { AddressSet } from '../../domain/address/address-set.ts';
import type { Owners } from '../../domain/address/owners.ts';
import type { Clock } from '../../domain/clock.ts';
import type { FailurePolicy } from '../../domain/policy/policy.ts';
import { type LoginTerms, loginTerms } from '../logins/login-terms.ts';
import { createLocalTables, type LocalTables } from './local-tables.ts';

/** What one process knows of a panel's counters (all there is, or its part of what several gateways share), and the terms by which it counts. */
export interface LocalPanel extends LocalTables {
  readonly terms: LoginTerms;
  /** Bits of an IPv6 address that count as one client. */
  readonly ipv6Prefix: number;
  /** Addresses that are never banned. */
  readonly neverBan: Pick<AddressSet, 'has' | 'meets'>;
  readonly owners: Owners;
  /** Counters of each kind that are kept. */
  readonly maxEntries: number;
}

export interface LocalTerms extends Pick<LocalPanel, 'ipv6Prefix' | 'neverBan' | 'owners' | 'maxEntries'> {
  readonly policy: FailurePolicy;
}

/** A panel of which nothing is counted yet. */
export function createLocalPanel({ clock, ...terms }: LocalTerms & { readonly clock: Clock }): LocalPanel {
  return withTerms(createLocalTables(clock, terms.maxEntries), terms);
}

/** What was counted by other terms stays, and counts by these. */
export function withTerms(tables: LocalTables, { policy, ...terms }: LocalTerms): LocalPanel {
  const { limiter, failures, inFlight, unknownKeyAttempts } = tables;
  return { limiter, failures, inFlight, unknownKeyAttempts, terms: loginTerms(policy), ...terms };
}
