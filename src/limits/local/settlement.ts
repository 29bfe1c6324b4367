import type { ReportableReason } from '../../domain/call/denials.ts';
import type { LimitStatus, Reservation, Settlement } from '../../domain/ledger/ledger.ts';

const nothing: readonly never[] = Object.freeze([]);

export function settled(
  statuses: readonly LimitStatus[],
  reservation?: Reservation,
  reported: readonly ReportableReason[] = nothing,
): Settlement {
  return { refusal: undefined, reported, statuses, reservation };
}

export function refusedLogin(retryAfterMs: number, statuses: readonly LimitStatus[]): Settlement {
  return { refusal: { kind: 'login', retryAfterMs }, reported: nothing, statuses, reservation: undefined };
}

export function refusedByLimit(status: LimitStatus): Settlement {
  const { limit, resetMs } = status;
  return {
    refusal: { kind: 'limit', limit, retryAfterMs: resetMs },
    reported: nothing,
    statuses: [status],
    reservation: undefined,
  };
}
