import type { MaybePromise } from './maybe-promise.ts';
import type { Rate } from './policy.ts';

/** What is counted apart from what. */
export type LimitKind = 'address_rate' | 'key_rate' | 'command_rate' | 'refused_commands';

export const limitKinds: readonly LimitKind[] = ['address_rate', 'key_rate', 'command_rate', 'refused_commands'];

export interface Budget {
  /** Who is counted: an address prefix, a key, a key with a command. */
  readonly key: string;
  readonly rate: Rate;
}

/** How a limit answered, and where it stands now. */
export interface Taken {
  readonly granted: boolean;
  /** Calls that may follow before the window ends, a burst included. */
  readonly left: number;
  /** Until the window ends. After a refusal: until a call is worth another try. */
  readonly resetMs: number;
  /** Which window it was taken from, by its end on the gateway's monotonic clock: nothing is given back into another one. */
  readonly endsAtMs: number;
  readonly fromBurst: boolean;
}

/** Counters of calls. A limiter that fails throws or rejects; the call is then refused, never let through. */
export interface Limiter {
  /** Takes one call from the budget; or takes nothing, and says when to try again. */
  readonly take: (kind: LimitKind, budget: Budget) => MaybePromise<Taken>;
  /** Gives back exactly what was taken. */
  readonly giveBack: (kind: LimitKind, budget: Budget, taken: Taken) => MaybePromise<void>;
  /** Where a budget stands as far as this gateway knows. Takes nothing and asks nobody. */
  readonly look: (kind: LimitKind, budget: Budget) => Pick<Taken, 'left' | 'resetMs'>;
}
