import type { MaybePromise } from '../maybe-promise.ts';

/** How many calls a key may make in all its life. */
export interface UseQuota {
  /** Id of the key. */
  readonly key: string;
  readonly uses: number;
}

/**
 * Counts the uses of keys that have a number of them. A use is taken before its call is sent, and is on disk by then, or in Redis: over restarts and
 * gateways there are never more.
 */
export interface UseQuotas {
  /** False: all have been taken. Throws or rejects with StoreAwayError where that cannot be known, or not be kept: nothing may be sent then. */
  readonly take: (quota: UseQuota) => MaybePromise<boolean>;
  /** Gives back what was taken for a call of which nothing was sent. */
  readonly refund: (key: string) => void;
  /** How many have been taken. Asks in the same way. */
  readonly used: (key: string) => MaybePromise<number>;
}
