import type { MaybePromise } from '../domain/maybe-promise.ts';
import type { Charge, Ledger } from '../domain/ledger/ledger.ts';
import type { UseQuotas } from '../domain/ledger/use-quotas.ts';
import type { StoreStatus } from '../domain/ledger/limits-status.ts';
import type { LocalPanel } from './local/local-panel.ts';
import type { FailureStore } from './logins/failure-store.ts';
import type { CountedLimit } from './rates/counted-limit.ts';

/** The counters of one panel: as decisions use them, and as administrators look into them. */
export interface Counters {
  readonly ledger: Ledger;
  readonly failures: FailureStore;
  /** Redis is configured and not reached. */
  readonly isAlone: () => boolean;
  /** What is counted of a limit, for people who look: while Redis is away, by this gateway alone. */
  readonly counted: (charge: Charge) => MaybePromise<CountedLimit>;
}

/** Where counters and bans are kept: in this process, or in Redis for several gateways together. */
export interface Store {
  /** Resolves soon, also where Redis is away: then it goes on trying. */
  readonly start: () => Promise<void>;
  readonly stop: () => Promise<void>;
  /**
   * The counters of a panel, by the terms of `local`. Those of other terms count in the same tables, here and in Redis.
   *
   * @param local its tables are those of the panel, each time
   * @throws Error before the start
   */
  readonly counters: (panel: string, local: LocalPanel) => Counters;
  /** The panel is not configured any more. What is in Redis stays there. */
  readonly drop: (panel: string) => void;
  /** Undefined: they are kept on disk. @throws Error before the start */
  readonly quotas?: () => UseQuotas;
  readonly status: StoreStatus;
}
