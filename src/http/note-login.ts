import { attemptOf } from '../checks/credential-proven.ts';
import type { PanelOutcome } from '../domain/panel-client.ts';
import type { PanelFacts } from '../domain/step.ts';
import { isApiRefusal } from '../hestia/api-refusal.ts';
import type { Panel, Site } from './site.ts';

/** The panel's exit code for a credential that is wrong. */
const wrongPassword = '9';

/**
 * Counts what the panel said to a credential that only it can judge. Never throws.
 *
 * @param outcome undefined: it was not asked
 */
export function noteLogin(
  facts: PanelFacts,
  outcome: PanelOutcome | undefined,
  { site, panel }: { readonly site: Site; readonly panel: Panel },
): void {
  const attempt = attemptOf(facts);
  if (attempt === undefined) return;
  const tell = (error: unknown): void =>
    site.log.error('a login could not be counted', { requestId: facts.arrival.requestId, error: String(error) });
  try {
    const counting = panel.guard().logins.ended(attempt, resultOf(facts, outcome));
    if (counting instanceof Promise) counting.catch(tell);
  } catch (error) {
    tell(error);
  }
}

function resultOf({ call }: PanelFacts, outcome: PanelOutcome | undefined): 'failed' | 'proven' | undefined {
  if (outcome?.kind !== 'answer') return undefined;
  if (!isApiRefusal(call, outcome.answer, undefined)) return 'proven';
  return outcome.answer.exitCode === wrongPassword ? 'failed' : undefined;
}
