import type { Builder } from '@grafana/grafana-foundation-sdk/cog';
import type { Panel } from '@grafana/grafana-foundation-sdk/dashboard';
import { graph, states } from './panels.ts';
import { of } from './selectors.ts';

/** How the panels are, and what the gateways know of them. */
export function panelRow(): readonly Builder<Panel>[] {
  return [
    states(
      'Circuit breaker',
      'While it is open, calls are refused at once.',
      { '{{panel}} at {{instance}}': circuit },
      {
        0: { text: 'closed', color: 'green', index: 0 },
        1: { text: 'half-open', color: 'orange', index: 1 },
        2: { text: 'open', color: 'red', index: 2 },
      },
    ),
    graph(
      'Time at the panel',
      'From the first byte of a call to the whole answer. The points are requests: hearthgate explain tells of each by its request_id.',
      { '{{panel}} 50 %': quantile(0.5, 'panel_duration'), '{{panel}} 95 %': quantile(0.95, 'panel_duration') },
      { unit: 's', exemplars: true },
    ),
    graph(
      'Wait for a place',
      'What calls waited for a place at the panel.',
      { '{{panel}} 50 %': quantile(0.5, 'queue_duration'), '{{panel}} 95 %': quantile(0.95, 'queue_duration') },
      { unit: 's', exemplars: true },
    ),
    graph('Places', 'Calls that may be in flight at the panel, and what they are used for.', {
      '{{panel}} {{use}}': `sum by (panel, use) (hearthgate_places_taken{${of}})`,
      '{{panel}} all': `sum by (panel) (hearthgate_places{${of}})`,
      '{{panel}} under way': sumByPanel('hearthgate_calls_under_way'),
    }),
    graph('Waiting', 'Calls that wait for a place, their keys, and calls that the panel has not ended in time.', {
      '{{panel}} calls': sumByPanel('hearthgate_calls_waiting'),
      '{{panel}} keys': sumByPanel('hearthgate_keys_waiting'),
      '{{panel}} overdue': sumByPanel('hearthgate_calls_overdue'),
    }),
    graph(
      'Age of the state',
      'How old it is what a gateway knows of a panel.',
      { '{{panel}} at {{instance}}': `hearthgate_state_age_seconds{${of}}` },
      { unit: 's' },
    ),
    graph('What cannot be read', 'Things of the panel that a gateway cannot read; calls that depend on them are refused.', {
      '{{panel}} {{part}}': `max by (panel, part) (hearthgate_state_faults{${of}})`,
    }),
    graph('Readings of the state', 'By whether all of it could be read.', {
      '{{panel}} {{result}}': `sum by (panel, result) (rate(hearthgate_state_reloads_total{${of}}[$__rate_interval]))`,
    }),
    graph("The gateway's own calls", 'By how they ended.', {
      '{{panel}} {{outcome}}': `sum by (panel, outcome) (rate(hearthgate_own_calls_total{${of}}[$__rate_interval]))`,
    }),
    graph('Disagreements', 'Calls that a gateway allowed and the panel refused.', {
      '{{panel}}': `sum by (panel) (increase(hearthgate_disagreements_total{${of}}[$__rate_interval]))`,
    }),
    graph(
      'Certificates of the panels',
      'Until they end.',
      { '{{panel}}': `min by (panel) (hearthgate_panel_certificate_expiry_timestamp_seconds{${of}} - time())` },
      { unit: 's' },
    ),
    states(
      'Verified',
      'Whether a gateway knows that it is the panel who answers.',
      { '{{panel}} at {{instance}}': `hearthgate_panel_verified{${of}}` },
      {
        0: { text: 'not verified', color: 'red', index: 0 },
        1: { text: 'verified', color: 'green', index: 1 },
      },
    ),
  ];
}

/** The state stands in a label: here it is a number. */
const circuit = [
  `0 * hearthgate_panel_circuit{${of}, state="closed"}`,
  `1 * hearthgate_panel_circuit{${of}, state="half-open"}`,
  `2 * hearthgate_panel_circuit{${of}, state="open"}`,
].join(' or ');

function sumByPanel(metric: string): string {
  return `sum by (panel) (${metric}{${of}})`;
}

function quantile(share: number, what: 'panel_duration' | 'queue_duration'): string {
  return `histogram_quantile(${share}, sum by (panel, le) (rate(hearthgate_${what}_seconds_bucket{${of}}[$__rate_interval])))`;
}
