import type { Call } from '../domain/call.ts';
import { errorText } from '../domain/error-text.ts';
import type { Attempt } from '../domain/logins.ts';
import type { PanelOutcome } from '../domain/panel-client.ts';
import { isApiRefusal } from '../hestia/api-refusal.ts';
import type { Panel, Site } from './site.ts';

/** The panel's exit code for a credential that is wrong. */
const wrongPassword = '9';

export interface JudgedByPanel {
  readonly call: Call;
  readonly requestId: string;
  /** Undefined: it was not asked. */
  readonly outcome: PanelOutcome | undefined;
}

/** Counts what the panel said to a credential that only it can judge. Never throws. */
export function noteLogin(
  attempt: Attempt,
  judged: JudgedByPanel,
  { site, panel }: { readonly site: Site; readonly panel: Panel },
): void {
  const tell = (error: unknown): void =>
    site.log.error('a login could not be counted', { requestId: judged.requestId, error: errorText(error) });
  try {
    const counting = panel.guard().logins.ended(attempt, resultOf(judged));
    if (counting instanceof Promise) counting.catch(tell);
  } catch (error) {
    tell(error);
  }
}

function resultOf({ call, outcome }: JudgedByPanel): 'failed' | 'proven' | undefined {
  if (outcome?.kind !== 'answer') return undefined;
  if (!isApiRefusal(call, outcome.answer, undefined)) return 'proven';
  return outcome.answer.exitCode === wrongPassword ? 'failed' : undefined;
}
