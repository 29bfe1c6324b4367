import type { Builder } from '@grafana/grafana-foundation-sdk/cog';
import type { Panel } from '@grafana/grafana-foundation-sdk/dashboard';
import { graph } from './panels.ts';
import { of } from './selectors.ts';

/** Keys and commands. No metric names a key: hearthgate keys and hearthgate report do. */
export function callsRow(): readonly Builder<Panel>[] {
  return [
    graph(
      'Commands',
      'The ten that are called most.',
      { '{{command}}': `topk(10, sum by (command) (rate(hearthgate_calls_total{${of}}[$__rate_interval])))` },
      { unit: 'reqps' },
    ),
    graph(
      'Commands that failed',
      'By exit code; unknown is a call that nobody knows the end of, or whose answer does not say it.',
      {
        '{{command}} {{exit}}': `topk(10, sum by (command, exit) (rate(hearthgate_calls_total{${of}, exit!="0"}[$__rate_interval])))`,
      },
      { unit: 'reqps' },
    ),
    graph(
      'Limits',
      'Calls that a limit refused, and calls that were near it.',
      {
        '{{limit}} {{result}}': `sum by (limit, result) (rate(hearthgate_limit_results_total{${of}, result!="granted"}[$__rate_interval]))`,
      },
      { unit: 'reqps' },
    ),
    graph(
      'Deprecated credentials',
      'Who still calls with them: hearthgate keys --deprecated.',
      {
        '{{kind}} {{outcome}}': `sum by (kind, outcome) (rate(hearthgate_deprecated_credentials_total{${of}}[$__rate_interval]))`,
      },
      { unit: 'reqps' },
    ),
    graph(
      'Reported only',
      'Calls that would be refused, were that not reported only; hearthgate report tells whose.',
      { '{{reason}}': `sum by (reason) (rate(hearthgate_decisions_total{${of}, outcome="reported"}[$__rate_interval]))` },
      { unit: 'reqps', exemplars: true },
    ),
    graph(
      'Report-only ends',
      'Until what is reported only is refused.',
      { '{{panel}}': `min by (panel) (hearthgate_report_only_end_timestamp_seconds{${of}} - time())` },
      { unit: 's' },
    ),
  ];
}
