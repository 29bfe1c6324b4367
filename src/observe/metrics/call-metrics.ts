import { denials } from '../../domain/call/denials.ts';
import type { Outcome } from '../../domain/gateway/observer.ts';
import type { CommandLabels } from './command-labels.ts';
import { createDurationTally } from './duration-tally.ts';
import { exitLabel } from './exit-label.ts';
import type { Family } from './family.ts';
import type { PanelLabels } from './panel-labels.ts';
import { createTally, type Tally } from './tally.ts';

/** From what a refusal costs to a body that arrives slowly. */
const gatewayBuckets = [0.00005, 0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.1, 1, 10];
/** The panel starts processes for each call; a command may take ten minutes, then its own web server gives up. */
const panelBuckets = [0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 600];
/** The first is for calls that did not wait. */
const queueBuckets = [0.001, 0.01, 0.05, 0.1, 0.5, 1, 5, 10, 30, 60];
/** Panels with durations of their own. */
const maxTimedPanels = 60;

export interface CallMetrics {
  readonly ended: (outcome: Outcome) => void;
  readonly families: readonly Family[];
}

/** Metrics of the outcomes of requests. Every label is from a closed set, whatever a request contains, and each metric has a bound of series. */
export function createCallMetrics(panels: PanelLabels, commands: CommandLabels): CallMetrics {
  const decisions = createTally({
    name: 'hearthgate_decisions_total',
    help: 'Requests, by what became of them.',
    labels: ['panel', 'outcome', 'reason'],
    maxSeries: 1000,
    beyond: ['other', undefined, undefined],
  });
  const calls = createTally({
    name: 'hearthgate_calls_total',
    help: 'Calls that were sent to the panel, by the exit code of their command.',
    labels: ['panel', 'command', 'exit'],
    maxSeries: 1500,
    beyond: ['other', 'other', undefined],
  });
  const deprecated = createTally({
    name: 'hearthgate_deprecated_credentials_total',
    help: 'Requests with a kind of credential that the panel has deprecated.',
    labels: ['panel', 'kind', 'outcome'],
    maxSeries: 200,
    beyond: ['other', undefined, undefined],
  });
  const seconds = createDurations();
  const ended = (outcome: Outcome): void => {
    const panel = panels.of(outcome.panel);
    const { call } = outcome;
    countDecision(decisions, outcome, panel);
    if (wasSent(outcome)) calls.count([panel, commands.of(panel, call?.command ?? ''), exitOf(outcome)]);
    countDeprecated(deprecated, outcome, panel);
    seconds.count(panel, outcome);
  };
  return { ended, families: [decisions.family, calls.family, deprecated.family, ...seconds.families] };
}

/** A call that went on where it would have been refused is told as `reported`, for the first of its reasons. */
function countDecision(decisions: Tally, { arrival, result, wouldRefuse }: Outcome, panel: string): void {
  const [reported] = wouldRefuse ?? [];
  if (result.kind === 'refused') decisions.count([panel, 'refused', reasonLabel(result.denial.reason)], arrival.requestId);
  else if (reported === undefined) decisions.count([panel, 'permitted', 'none'], arrival.requestId);
  else decisions.count([panel, 'reported', reported], arrival.requestId);
}

/** `other` would be a reason that the types do not know. */
function reasonLabel(reason: string): string {
  return Object.hasOwn(denials, reason) ? reason : 'other';
}

function wasSent({ result, timings }: Outcome): boolean {
  return result.kind === 'answered' || timings.panelMs !== undefined;
}

function exitOf({ result }: Outcome): string {
  return exitLabel(result.kind === 'answered' ? result.answer.exitCode : undefined);
}

function countDeprecated(deprecated: Tally, { call, result }: Outcome, panel: string): void {
  if (call === undefined || call.credential.kind === 'access-key') return;
  deprecated.count([panel, call.credential.kind, result.kind === 'answered' ? 'permitted' : 'refused']);
}

interface Durations {
  readonly count: (panel: string, outcome: Outcome) => void;
  readonly families: readonly Family[];
}

function createDurations(): Durations {
  const gateway = createDurationTally({
    name: 'hearthgate_gateway_duration_seconds',
    help: 'Time of a request in the gateway, without its wait for a place and without the panel.',
    label: 'outcome',
    buckets: gatewayBuckets,
    maxValues: 2,
  });
  const atPanel = createDurationTally({
    name: 'hearthgate_panel_duration_seconds',
    help: 'Time of a call at the panel, from its first byte to the whole answer.',
    label: 'panel',
    buckets: panelBuckets,
    maxValues: maxTimedPanels,
  });
  const queue = createDurationTally({
    name: 'hearthgate_queue_duration_seconds',
    help: 'What a call waited for a place at the panel.',
    label: 'panel',
    buckets: queueBuckets,
    maxValues: maxTimedPanels,
  });
  const count: Durations['count'] = (panel, { arrival: { requestId }, result, timings: { totalMs, queueMs, panelMs } }) => {
    // Three clock readings do not have to add up to the last digit.
    const gatewayMs = Math.max(0, totalMs - (queueMs ?? 0) - (panelMs ?? 0));
    gateway.count(result.kind === 'answered' ? 'permitted' : 'refused', gatewayMs / 1000, requestId);
    if (panelMs !== undefined) atPanel.count(panel, panelMs / 1000, requestId);
    if (queueMs !== undefined) queue.count(panel, queueMs / 1000, requestId);
  };
  return { count, families: [gateway, atPanel, queue].map(({ family }) => family) };
}
