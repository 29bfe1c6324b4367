import type { AddressSet } from '../../domain/address/address-set.ts';
import type { Clock } from '../../domain/clock.ts';
import type { FailurePolicy } from '../../domain/policy/policy.ts';
import { type LoginTerms, loginTerms } from '../logins/login-terms.ts';
import { MemoryFailures } from '../logins/memory-failures.ts';
import { MemoryLimiter } from '../rates/memory-limiter.ts';
import { UnderWay } from '../logins/under-way.ts';
import { UnknownTries } from '../logins/unknown-tries.ts';

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
