import type { Call } from '../domain/call.ts';
import type { Reason } from '../domain/denial.ts';
import type { ReservedResult } from '../domain/ledger.ts';
import type { PanelOutcome } from '../domain/panel-client.ts';
import { isApiRefusal } from '../hestia/api-refusal.ts';

/** The panel's exit code for a credential that is wrong. */
const wrongPassword = '9';

/** After these the panel may have judged the credential. Every other refusal comes before the first byte is sent. */
const afterSending: ReadonlySet<Reason> = new Set<Reason>(['panel_timeout', 'panel_outcome_unknown']);

/** What became of a call with a credential that only the panel can judge. */
export function reservedResult(call: Call, outcome: PanelOutcome): ReservedResult {
  if (outcome.kind === 'denial') return afterSending.has(outcome.denial.reason) ? 'unknown' : 'unsent';
  if (!isApiRefusal(call, outcome.answer, undefined)) return 'proven';
  return outcome.answer.exitCode === wrongPassword ? 'failed' : 'other';
}
