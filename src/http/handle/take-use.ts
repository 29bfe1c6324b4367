import { busyRetryMs } from '../../domain/call/busy-retry.ts';
import type { Denial } from '../../domain/call/denial.ts';
import type { KeyUse, Verdict } from '../../domain/judging/verdict.ts';
import type { LoginAttempt } from '../../domain/ledger/ledger.ts';
import type { UseQuotas } from '../../domain/ledger/use-quotas.ts';
import { StoreAwayError } from '../../domain/store-away-error.ts';

/** A verdict, and what gives back the use that was taken for it. */
export interface UsedVerdict {
  readonly verdict: Verdict;
  readonly refund: () => void;
}

const nothingTaken = (): void => undefined;

/**
 * Takes one of the uses of a key that has a number of them, before its call is counted and sent. A call that is refused anyway takes none, and asks
 * all the same: so a right secret takes no longer than a wrong one. Rejects with whatever counting fails of, but for a store that is away.
 */
export async function takeUse(quotas: UseQuotas, verdict: Verdict, use: KeyUse): Promise<UsedVerdict> {
  try {
    if (verdict.denial !== undefined) {
      const isUsedUp = (await quotas.used(use.key)) >= use.uses;
      // Whatever else is wrong with the call, it would tell that the secret is right.
      const isTold = isUsedUp && verdict.caller !== undefined && !use.isReported;
      return { verdict: isTold ? usedUp(verdict, use) : verdict, refund: nothingTaken };
    }
    if (await quotas.take(use)) return { verdict, refund: () => quotas.refund(use.key) };
  } catch (error) {
    if (!(error instanceof StoreAwayError)) throw error;
    return {
      verdict: refused(verdict, { reason: 'gateway_busy', retryAfterMs: busyRetryMs }, 'undecided'),
      refund: nothingTaken,
    };
  }
  if (use.isReported) return { verdict: { ...verdict, reported: [...verdict.reported, 'key_used_up'] }, refund: nothingTaken };
  return { verdict: usedUp(verdict, use), refund: nothingTaken };
}

function usedUp(verdict: Verdict, { policy }: KeyUse): Verdict {
  return refused(verdict, { reason: 'key_used_up', policy }, 'misused');
}

/** What was wrong with the secret stays so. */
function refused(verdict: Verdict, denial: Denial, result: LoginAttempt['result']): Verdict {
  const { address, addressCharge, attempt, reportOnly, reported, use } = verdict;
  const told = attempt?.result === 'proven' ? { ...attempt, result } : attempt;
  return { denial, caller: undefined, address, addressCharge, attempt: told, charges: [], reportOnly, reported, use };
}
