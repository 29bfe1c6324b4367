import type { Denial } from '../../domain/call/denial.ts';
import type { Ledger } from '../../domain/ledger/ledger.ts';
import type { Allowed, ArrivalVerdict } from '../../domain/judging/verdict.ts';
import { denialOf } from './settle.ts';

/**
 * Lets a request in whose address may call and is not refused as far as this gateway knows, or says why not. A ban is told before all else that
 * speaks against an address, its rate after that.
 */
export function admit(verdict: ArrivalVerdict, ledger: Ledger): Allowed | Denial {
  if (verdict.kind === 'unaddressed') return verdict.denial;
  const refusal = ledger.refusedHere(verdict);
  if (refusal?.kind === 'login') return denialOf(refusal);
  if (verdict.kind === 'not-allowed') return verdict.denial;
  return refusal === undefined ? verdict : denialOf(refusal);
}
