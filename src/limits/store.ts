import type { StoreStatus } from '../domain/limits-status.ts';
import type { Limiter } from '../domain/limiter.ts';
import type { FailureStore } from './failure-store.ts';
import type { MemoryFailures } from './memory-failures.ts';
import type { MemoryLimiter } from './memory-limiter.ts';

/** What one process knows of a panel's counters. */
export interface LocalCounters {
  readonly limiter: MemoryLimiter;
  readonly failures: MemoryFailures;
}

/** Counters as one decision uses them. */
export interface Counters {
  readonly limiter: Limiter;
  readonly failures: FailureStore;
}

/** Where counters and bans are kept: in this process, or in Redis for several gateways together. */
export interface Store {
  /** Resolves soon, also where Redis is away: then it goes on trying. */
  readonly start: () => Promise<void>;
  readonly stop: () => Promise<void>;
  /**
   * The counters of a panel, for one decision: what all its questions together may wait is bounded.
   *
   * @param local of the same panel; kept up with what is shared, and counted on while that is away
   */
  readonly countersFor: (panel: string, local: LocalCounters) => Counters;
  readonly status: StoreStatus;
}
