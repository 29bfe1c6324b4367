import type { Ledger } from '../domain/ledger/ledger.ts';
import type { StoreStatus } from '../domain/ledger/limits-status.ts';
import type { FailureStore } from './logins/failure-store.ts';

/** The counters of one panel: as decisions use them, and as administrators look into them. */
export interface Counters {
  readonly ledger: Ledger;
  readonly failures: FailureStore;
}

/** Where counters and bans are kept: in this process, or in Redis for several gateways together. */
export interface Store {
  /** Resolves soon, also where Redis is away: then it goes on trying. */
  readonly start: () => Promise<void>;
  readonly stop: () => Promise<void>;
  /** @throws RangeError for a panel that is not configured */
  readonly counters: (panel: string) => Counters;
  readonly status: StoreStatus;
}
