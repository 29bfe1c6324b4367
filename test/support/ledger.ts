import { AddressSet } from '../../src/domain/address/address-set.ts';
import { ownersBy } from '../../src/domain/address/owners.ts';
import { type Clock, systemClock } from '../../src/domain/clock.ts';
import type { FailurePolicy } from '../../src/domain/policy/policy.ts';
import { LocalLedger } from '../../src/limits/local/local-ledger.ts';
import { createLocalPanel, type LocalPanel } from '../../src/limits/local/local-panel.ts';
import type { MemoryFailures } from '../../src/limits/logins/memory-failures.ts';
import type { MemoryLimiter } from '../../src/limits/rates/memory-limiter.ts';
import { policyWith } from './facts.ts';

export interface LedgerWith {
  readonly clock?: Clock;
  readonly maxEntries?: number;
  readonly failures?: Partial<FailurePolicy>;
  readonly neverBan?: readonly string[];
  /** By key id. */
  readonly owners?: Readonly<Record<string, readonly string[]>>;
}

/** What one process knows of a panel; each call makes one that has counted nothing. */
export function localPanelWith({
  clock = systemClock,
  maxEntries = 1000,
  failures,
  neverBan = [],
  owners = {},
}: LedgerWith = {}): LocalPanel {
  const policy = { ...policyWith().limits.failures, ...failures };
  const addresses = new Map(Object.entries(owners).map(([key, texts]) => [key, AddressSet.of(texts)]));
  return createLocalPanel({
    policy,
    ipv6Prefix: 64,
    neverBan: AddressSet.of([...neverBan]),
    owners: ownersBy(() => addresses),
    maxEntries,
    clock,
  });
}

/** A ledger in memory; each call makes one that has counted nothing. */
export function ledgerWith(options: LedgerWith = {}): {
  readonly ledger: LocalLedger;
  readonly local: LocalPanel;
  readonly limiter: MemoryLimiter;
  readonly failures: MemoryFailures;
} {
  const local = localPanelWith(options);
  return { ledger: new LocalLedger(local), local, limiter: local.limiter, failures: local.failures };
}
