import type { Call } from '../../domain/call/call.ts';
import type { ReservedResult } from '../../domain/ledger/ledger.ts';
import { isApiRefusal } from '../../hestia/answer/api-refusal.ts';
import type { Judged } from '../exchange/judge-exchange.ts';

/** The panel's exit code for a credential that is wrong. */
const wrongPassword = '9';

/**
 * What became of a call with a credential that only the panel can judge.
 *
 * @param judged what came of it in the end; undefined: nothing was sent
 */
export function reservedResult(judged: Judged | undefined, call: Call): ReservedResult {
  if (judged === undefined) return 'not-refused';
  if (judged.kind === 'denial') return judged.mayBeRefusal === true ? 'unknown' : 'not-refused';
  if (!isApiRefusal(call, judged.answer, undefined)) return 'proven';
  return judged.answer.exitCode === wrongPassword ? 'failed' : 'other';
}
