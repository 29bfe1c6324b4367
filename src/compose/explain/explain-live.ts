import { denialOf } from '../../http/handle/settle.ts';
import { busyRetryMs } from '../../domain/call/busy-retry.ts';
import type { UseQuotas } from '../../domain/ledger/use-quotas.ts';
import type { Clock } from '../../domain/clock.ts';
import type { ReportableReason } from '../../domain/call/denials.ts';
import type { ExplainControl, ExplainedCall, ExplainQuestion } from '../../domain/gateway/explain-control.ts';
import type { Entry, LedgerRefusal, LimitStatus, Settlement } from '../../domain/ledger/ledger.ts';
import type { RunningBan } from '../../domain/ledger/limits-status.ts';
import { stateFaultText } from '../../domain/panel/state-fault-text.ts';
import { StoreAwayError } from '../../domain/store-away-error.ts';
import { spanText } from '../../domain/text/span-text.ts';
import type { InForce } from '../in-force.ts';
import type { OpenPanel } from '../open-panel.ts';
import { explanationOf, type WalkResult, walkCall, walkRequest } from './explain-call.ts';
import { factPlaces } from './fact-places.ts';
import type { ExplainedStep, Explanation } from './explanation.ts';

export interface ExplainParts {
  readonly inForce: () => InForce;
  /** Its file. */
  readonly configuration: string | undefined;
  readonly quotas: () => UseQuotas;
  readonly clock: Clock;
}

/** Explains calls by what the running gateway knows at that moment: its snapshot, bans, and counts. Nothing is counted. */
export function explainControl({ inForce, configuration, quotas, clock }: ExplainParts): ExplainControl {
  const panelFor = (name: string | undefined, host: string | undefined): OpenPanel | undefined => {
    const { panelNamed, rules } = inForce();
    const named = name ?? rules.panelOf(host)?.name ?? rules.panelOf(undefined)?.name;
    return named === undefined ? undefined : panelNamed(named);
  };
  return {
    explain: async ({ panel: name, host, asked }) => {
      const panel = panelFor(name, host);
      if (panel === undefined) return undefined;
      const snapshot = panel.panel.snapshot();
      const about = { places: factPlaces(panel.settings, configuration), isLive: true, nowMs: clock.wallMs() };
      const walked = 'body' in asked ? walkRequest(asked, snapshot, about) : walkCall(callOf(asked, panel), snapshot, about);
      const unread = [...panel.status.stateFaults().map(stateFaultText), ...panel.status.stateProblems()];
      return explain(await withUses(walked, quotas()), panel, unread);
    },
  };
}

/** Of arguments that are not known, that which names the user stands in its place. */
function callOf(asked: Exclude<ExplainQuestion['asked'], { readonly body: Buffer }>, { state }: OpenPanel): ExplainedCall {
  if ('args' in asked) return asked;
  const at = state.current()?.commands.get(asked.command)?.userArg ?? 0;
  const args = Array.from({ length: asked.argCount }, (_, index) => (index === at - 1 ? (asked.userArg ?? '') : ''));
  return { ...asked, args };
}

async function explain(walked: WalkResult, panel: OpenPanel, unread: readonly string[]): Promise<Explanation> {
  const { entry } = walked;
  if (entry === undefined) return explanationOf(walked, unread, true);
  const { refusal, statuses, reported } = await ledgerView(walked, entry, panel);
  const steps = walked.steps.map((step) => withCount(step, statuses));
  if (refusal === undefined) return explanationOf({ ...walked, steps: [...steps, ...reported.map(reportedStep)] }, unread, true);
  // It takes the place of any other.
  const denial = denialOf(refusal);
  const { address, looked } = walked;
  const bans = address === undefined ? [] : panel.limits.bans.on({ kind: 'address', address });
  const step: ExplainedStep = { step: denial.reason, result: 'refused', saw: refusalWords(refusal, bans) };
  const before = steps.filter(({ result }) => result !== 'refused');
  return explanationOf({ ...walked, looked: { ...looked, bans }, steps: [...before, step], denial }, unread, true);
}

/** Of a key that may be used so often, whether it may once more. */
async function withUses(walked: WalkResult, quotas: UseQuotas): Promise<WalkResult> {
  const { use, steps, denial } = walked;
  if (use === undefined || denial !== undefined) return walked;
  try {
    const used = await quotas.used(use.key);
    const saw = `${used} of ${use.uses} uses, by the policy ${use.policy}`;
    if (used < use.uses) return { ...walked, steps: [...steps, { step: 'key_used_up', result: 'passed', saw }] };
    if (use.isReported) return { ...walked, steps: [...steps, { step: 'key_used_up', result: 'reported', saw }] };
    const refusal = { reason: 'key_used_up', policy: use.policy } as const;
    return { ...walked, steps: [...steps, { step: 'key_used_up', result: 'refused', saw }], denial: refusal };
  } catch (error) {
    if (!(error instanceof StoreAwayError)) throw error;
    return { ...walked, denial: { reason: 'gateway_busy', retryAfterMs: busyRetryMs } };
  }
}

type LedgerView = Pick<Settlement, 'refusal' | 'statuses' | 'reported'>;

/** In the order of traffic: what refuses on arrival comes before the list of clients where it is a ban, and behind it where it is a rate. */
async function ledgerView({ isLetIn }: WalkResult, entry: Entry, { panel: { ledger } }: OpenPanel): Promise<LedgerView> {
  const statuses = [ledger.statusHere(entry.addressCharge)];
  const refusal = ledger.refusedHere(entry);
  if (!isLetIn) return { refusal: refusal?.kind === 'login' ? refusal : undefined, statuses, reported: [] };
  if (refusal !== undefined) return { refusal, statuses, reported: [] };
  try {
    return await ledger.peek(entry);
  } catch (error) {
    if (error instanceof StoreAwayError) return { refusal, statuses, reported: [] };
    throw error;
  }
}

function reportedStep(reason: ReportableReason): ExplainedStep {
  return { step: reason, result: 'reported', saw: 'what is counted' };
}

/** Where a limit stands takes the place of its rate. */
function withCount(step: ExplainedStep, statuses: readonly LimitStatus[]): ExplainedStep {
  const status = statuses.find(({ limit }) => limit === step.step);
  if (status === undefined || step.result !== 'counted') return step;
  const { left, resetMs } = status;
  return { ...step, saw: `${step.saw}; ${left} left, the window ends in ${spanText(Math.ceil(resetMs / 1000))}` };
}

function refusalWords(refusal: LedgerRefusal, bans: readonly RunningBan[]): string {
  const left = spanText(Math.ceil(refusal.retryAfterMs / 1000));
  if (refusal.kind === 'limit') return `the limit ${refusal.limit} is used up, for another ${left}`;
  if (bans.length === 0) return `failed logins have used up a budget, for another ${left}`;
  return `for another ${left}: ${bans.map(banWords).join(', ')}`;
}

function banWords({ subject, cause, note }: RunningBan): string {
  const why = cause === 'manual' ? 'by hand' : `for failures of the ${cause}`;
  return `${subject} is banned ${why}${note === undefined ? '' : ` (${note})`}`;
}
