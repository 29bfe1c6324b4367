import type { Call } from '../../domain/call/call.ts';
import { denials } from '../../domain/call/denials.ts';
import type { ReservedResult } from '../../domain/ledger/ledger.ts';
import type { PanelOutcome } from '../../domain/gateway/panel-client.ts';
import { isApiRefusal } from '../../hestia/answer/api-refusal.ts';

/** The panel's exit code for a credential that is wrong. */
const wrongPassword = '9';

/** What became of a call with a credential that only the panel can judge. */
export function reservedResult(call: Call, outcome: PanelOutcome): ReservedResult {
  if (outcome.kind === 'denial') return denials[outcome.denial.reason].mayHaveRun === true ? 'unknown' : 'unsent';
  if (!isApiRefusal(call, outcome.answer, undefined)) return 'proven';
  return outcome.answer.exitCode === wrongPassword ? 'failed' : 'other';
}
