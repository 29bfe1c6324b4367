import type { LimitStatus, Reservation, Settlement } from '../../domain/ledger/ledger.ts';

export function settled(statuses: readonly LimitStatus[], reservation?: Reservation): Settlement {
  return { refusal: undefined, statuses, reservation };
}

export function refusedLogin(retryAfterMs: number, statuses: readonly LimitStatus[]): Settlement {
  return { refusal: { kind: 'login', retryAfterMs }, statuses, reservation: undefined };
}

export function refusedByLimit(status: LimitStatus): Settlement {
  const { limit, resetMs } = status;
  return { refusal: { kind: 'limit', limit, retryAfterMs: resetMs }, statuses: [status], reservation: undefined };
}
