import type { Denial } from '../../domain/call/denial.ts';
import type { ReportableReason } from '../../domain/call/denials.ts';
import type { Entry, Ledger, LedgerRefusal, LimitStatus, Reservation, Settlement } from '../../domain/ledger/ledger.ts';
import { reasonOfLimit } from '../../domain/ledger/limiter.ts';
import type { MaybePromise } from '../../domain/maybe-promise.ts';
import { StoreAwayError } from '../../domain/store-away-error.ts';
import { busyRetryMs } from '../../domain/call/busy-retry.ts';

/** How an entry was settled, in the terms of an answer. */
export interface Settled {
  /** Takes the place of any other. */
  readonly denial: Denial | undefined;
  /** What would have refused, were it not reported only. */
  readonly reported: readonly ReportableReason[];
  readonly statuses: readonly LimitStatus[];
  readonly reservation: Reservation | undefined;
}

/** Said once by the store, not for every call. */
const storeAway: Settled = {
  denial: { reason: 'gateway_busy', retryAfterMs: busyRetryMs },
  reported: [],
  statuses: [],
  reservation: undefined,
};

/** Counts a decision. Counters that cannot be asked refuse it. Throws or rejects for every other failure. */
export function settle(ledger: Ledger, entry: Entry): MaybePromise<Settled> {
  try {
    const settling = ledger.settle(entry);
    return settling instanceof Promise ? settling.then(settledBy, storeAwayOr) : settledBy(settling);
  } catch (error) {
    return storeAwayOr(error);
  }
}

function settledBy({ refusal, reported, statuses, reservation }: Settlement): Settled {
  return { denial: refusal === undefined ? undefined : denialOf(refusal), reported, statuses, reservation };
}

/** @throws every other error */
function storeAwayOr(error: unknown): Settled {
  if (error instanceof StoreAwayError) return storeAway;
  throw error;
}

/** How a refusal of the ledger is told. */
export function denialOf(refusal: LedgerRefusal): Denial {
  const { retryAfterMs } = refusal;
  return { reason: refusal.kind === 'login' ? 'address_banned' : reasonOfLimit[refusal.limit], retryAfterMs };
}
