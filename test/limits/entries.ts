import type { ReportableReason } from '../../src/domain/call/denials.ts';
import type { Charge, Entry, Ledger, Settlement } from '../../src/domain/ledger/ledger.ts';
import type { LimitKind } from '../../src/domain/ledger/limiter.ts';
import type { Attempt, LoginResult } from '../../src/domain/ledger/logins.ts';
import type { Rate } from '../../src/domain/policy/rate.ts';
import { addressOf } from '../support/facts.ts';

/** Longer than any test. */
export const longMs = 600_000;

/** Of a limit that nothing reaches. */
export const roomy: Rate = { calls: 1_000_000, perMs: longMs };

export interface EntryChanges {
  readonly from?: string;
  readonly attempt?: Partial<Attempt> & { readonly result: LoginResult };
  readonly address?: Rate;
  readonly charges?: readonly Charge[];
  readonly reportOnly?: readonly ReportableReason[];
}

/** One request without a credential, whose address may call as often as it likes. Each part may be changed. */
export function entryWith({ from = '192.0.2.1', attempt, address = roomy, charges = [], reportOnly }: EntryChanges): Entry {
  const tried = { address: addressOf(from), key: 'KEY', isGuessable: true, isShared: false };
  return {
    address: addressOf(from),
    addressCharge: { limit: 'address_rate', key: from, rate: address },
    attempt: attempt === undefined ? undefined : { ...tried, ...attempt },
    charges,
    reportOnly: new Set(reportOnly),
  };
}

export function chargeOf(key: string, rate: Rate, limit: LimitKind = 'key_rate'): Charge {
  return { limit, key, rate };
}

/** How one try is settled: `counted`, or what refused it. */
export function outcomeOf({ refusal }: Settlement): string {
  if (refusal === undefined) return 'counted';
  return refusal.kind === 'login' ? 'login' : refusal.limit;
}

/** For how long a try is refused as a login; undefined: it was not. */
export async function loginWaitMs(ledger: Ledger, changes: EntryChanges): Promise<number | undefined> {
  const { refusal } = await ledger.settle(entryWith(changes));
  return refusal?.kind === 'login' ? refusal.retryAfterMs : undefined;
}
