import type { Registry } from 'prom-client';
import { denials } from '../../domain/call/denials.ts';
import type { Outcome } from '../../domain/gateway/observer.ts';
import type { CommandLabels } from './command-labels.ts';
import { createDurationTally } from './duration-tally.ts';
import { exitLabel } from './exit-label.ts';
import type { PanelLabels } from './panel-labels.ts';
import { createTally, type Tally } from './tally.ts';

const gatewayBuckets = [0.00005, 0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1];
/** A command may take ten minutes; then the panel's own web server gives up. */
const panelBuckets = [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300, 600];
const queueBuckets = [0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60];

export interface CallMetrics {
  readonly ended: (outcome: Outcome) => void;
  /** Those that are not in the registry, in the text format that Prometheus reads. */
  readonly text: () => string;
}

/** Metrics of the outcomes of requests. Every label is from a closed set, whatever a request contains. */
export function createCallMetrics(registry: Registry, panels: PanelLabels, commands: CommandLabels): CallMetrics {
  const decisions = createTally(registry, {
    name: 'hearthgate_decisions_total',
    help: 'Requests, by what became of them.',
    labels: ['panel', 'outcome', 'reason'],
  });
  const calls = createTally(registry, {
    name: 'hearthgate_calls_total',
    help: 'Calls that were sent to the panel, by the exit code of their command.',
    labels: ['panel', 'command', 'exit'],
  });
  const deprecated = createTally(registry, {
    name: 'hearthgate_deprecated_credentials_total',
    help: 'Requests with a kind of credential that the panel has deprecated.',
    labels: ['panel', 'kind', 'outcome'],
  });
  const seconds = createDurations();
  const ended = (outcome: Outcome): void => {
    const panel = panels.of(outcome.panel);
    const { call } = outcome;
    countDecision(decisions, outcome, panel);
    if (wasSent(outcome)) calls(panel, commands.of(panel, call?.command ?? ''), exitOf(outcome));
    countDeprecated(deprecated, outcome, panel);
    seconds.count(panel, outcome);
  };
  return { ended, text: seconds.text };
}

/** A call that went on where it would have been refused is told as `reported`, for the first of its reasons. */
function countDecision(decisions: Tally, { result, wouldRefuse }: Outcome, panel: string): void {
  const [reported] = wouldRefuse ?? [];
  if (result.kind === 'refused') decisions(panel, 'refused', reasonLabel(result.denial.reason));
  else if (reported === undefined) decisions(panel, 'permitted', 'none');
  else decisions(panel, 'reported', reported);
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
  deprecated(panel, call.credential.kind, result.kind === 'answered' ? 'permitted' : 'refused');
}

interface Durations {
  readonly count: (panel: string, outcome: Outcome) => void;
  readonly text: () => string;
}

function createDurations(): Durations {
  const gateway = createDurationTally({
    name: 'hearthgate_gateway_seconds',
    help: 'Time of a request in the gateway, without its wait for a place and without the panel.',
    label: 'outcome',
    buckets: gatewayBuckets,
  });
  const atPanel = createDurationTally({
    name: 'hearthgate_panel_seconds',
    help: 'Time of a call at the panel, from its first byte to the whole answer.',
    label: 'panel',
    buckets: panelBuckets,
  });
  const queue = createDurationTally({
    name: 'hearthgate_queue_seconds',
    help: 'What a call waited for a place at the panel.',
    label: 'panel',
    buckets: queueBuckets,
  });
  const count: Durations['count'] = (panel, { result, timings: { totalMs, queueMs, panelMs } }) => {
    // Three clock readings do not have to add up to the last digit.
    const gatewayMs = Math.max(0, totalMs - (queueMs ?? 0) - (panelMs ?? 0));
    gateway.count(result.kind === 'answered' ? 'permitted' : 'refused', gatewayMs / 1000);
    if (panelMs !== undefined) atPanel.count(panel, panelMs / 1000);
    if (queueMs !== undefined) queue.count(panel, queueMs / 1000);
  };
  return { count, text: () => [gateway, atPanel, queue].map((tally) => tally.text()).join('\n\n') };
}
