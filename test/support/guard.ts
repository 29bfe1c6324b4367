import { AddressSet } from '../../src/domain/address-set.ts';
import { type Clock, systemClock } from '../../src/domain/clock.ts';
import type { Guard } from '../../src/domain/guard.ts';
import type { FailurePolicy } from '../../src/domain/policy.ts';
import { LoginGuard } from '../../src/limits/login-guard.ts';
import { MemoryFailures } from '../../src/limits/memory-failures.ts';
import { MemoryLimiter } from '../../src/limits/memory-limiter.ts';
import { UnknownTries } from '../../src/limits/unknown-tries.ts';
import { UnderWay } from '../../src/limits/under-way.ts';
import { policyWith } from './facts.ts';

export interface GuardWith {
  readonly clock?: Clock;
  readonly maxEntries?: number;
  readonly failures?: Partial<FailurePolicy>;
  readonly neverBan?: readonly string[];
}

/** What a decision counts with, in memory; each call makes one that has counted nothing. */
export function guardWith({ clock = systemClock, maxEntries = 100, failures = {}, neverBan = [] }: GuardWith = {}): Guard & {
  readonly limiter: MemoryLimiter;
  readonly logins: LoginGuard;
  readonly store: MemoryFailures;
} {
  const store = new MemoryFailures(clock, maxEntries);
  const policy = { ...policyWith().limits.failures, ...failures };
  return {
    limiter: new MemoryLimiter(clock, maxEntries),
    logins: new LoginGuard({
      policy,
      ipv6Prefix: 64,
      neverBan: AddressSet.of([...neverBan]),
      store,
      underWay: new UnderWay(),
      unknownTries: new UnknownTries(clock, policy.address.perMs),
    }),
    store,
  };
}
