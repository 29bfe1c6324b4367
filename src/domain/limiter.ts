import type { Rate } from './policy.ts';

/** What is counted apart from what. */
export type LimitKind = 'address_rate' | 'key_rate' | 'command_rate';

export interface Budget {
  /** Who is counted: an address prefix, a key, a key with a command. */
  readonly key: string;
  readonly rate: Rate;
}

/** What a limiter needs to give back exactly what it gave: not into a window that began later. */
export type Receipt = number;

export type Taken =
  | { readonly granted: true; readonly receipt: Receipt }
  | { readonly granted: false; readonly retryAfterMs: number };

/** Counters of calls. A limiter that fails throws; the call is then refused, never let through. */
export interface Limiter {
  /** Takes one call from the budget; or takes nothing, and says when to try again. */
  readonly take: (kind: LimitKind, budget: Budget) => Promise<Taken>;
  readonly giveBack: (kind: LimitKind, budget: Budget, receipt: Receipt) => Promise<void>;
}
