import { attemptOf } from '../checks/credential-proven.ts';
import type { PanelAnswer } from '../domain/panel-client.ts';
import type { PanelFacts } from '../domain/step.ts';
import { isApiRefusal } from '../hestia/api-refusal.ts';
import type { Panel, Site } from './site.ts';

/** The panel's exit code for a credential that is wrong. */
const wrongPassword = '9';

/** Counts what the panel said to a credential that only it can judge. Never throws. */
export function noteLogin(
  facts: PanelFacts,
  answer: PanelAnswer,
  { site, panel }: { readonly site: Site; readonly panel: Panel },
): void {
  const attempt = attemptOf(facts);
  if (attempt === undefined) return;
  const isRefusal = isApiRefusal(facts.call, answer, undefined);
  if (isRefusal && answer.exitCode !== wrongPassword) return;
  const tell = (error: unknown): void =>
    site.log.error('a login could not be counted', { requestId: facts.arrival.requestId, error: String(error) });
  try {
    const counting = panel.guard().logins.judge(attempt, isRefusal ? 'failed' : 'proven');
    if (counting instanceof Promise) counting.catch(tell);
  } catch (error) {
    tell(error);
  }
}
