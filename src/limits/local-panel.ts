import type { AddressSet } from '../domain/address-set.ts';
import type { Clock } from '../domain/clock.ts';
import type { FailurePolicy } from '../domain/policy.ts';
import { type LoginTerms, loginTerms } from './login-terms.ts';
import { MemoryFailures } from './memory-failures.ts';
import { MemoryLimiter } from './memory-limiter.ts';
import { UnderWay } from './under-way.ts';
import { UnknownTries } from './unknown-tries.ts';

/** What one process knows of a panel's counters: all there is, or its part of what several gateways share. */
export interface LocalPanel {
  readonly limiter: MemoryLimiter;
  readonly failures: MemoryFailures;
  /** Tries whose result the panel will tell. */
  readonly underWay: UnderWay;
  /** Tries of access keys that the panel does not list. */
  readonly unknownTries: UnknownTries;
  readonly terms: LoginTerms;
  /** Bits of an IPv6 address that count as one client. */
  readonly ipv6Prefix: number;
  /** Whom nothing bans. */
  readonly neverBan: Pick<AddressSet, 'has'>;
}

export interface LocalPanelOptions extends Pick<LocalPanel, 'ipv6Prefix' | 'neverBan'> {
  readonly policy: FailurePolicy;
  readonly maxEntries: number;
  readonly clock: Clock;
}

export function createLocalPanel({ policy, ipv6Prefix, neverBan, maxEntries, clock }: LocalPanelOptions): LocalPanel {
  return {
    limiter: new MemoryLimiter(clock, maxEntries),
    failures: new MemoryFailures(clock, maxEntries),
    underWay: new UnderWay(),
    unknownTries: new UnknownTries(clock, policy.address.perMs),
    terms: loginTerms(policy),
    ipv6Prefix,
    neverBan,
  };
}
