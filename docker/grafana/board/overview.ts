import type { Builder } from '@grafana/grafana-foundation-sdk/cog';
import type { Panel } from '@grafana/grafana-foundation-sdk/dashboard';
import { graph, number, rows } from './panels.ts';
import { of, ofGateway } from './selectors.ts';

/** What one wants to know first. */
export function overview(): readonly Builder<Panel>[] {
  return [
    number('Gateways that answer', 'Gateways whose metrics Prometheus can read.', `sum(up{${ofGateway}})`),
    number('Panels without a usable state', 'Panels to which every call is refused.', `sum(1 - hearthgate_state_usable{${of}})`, {
      bounds: [{ from: 1, color: 'red' }],
    }),
    number('Calls', 'Calls that the panels answered, each second.', decisions(', outcome!="refused"'), { unit: 'reqps' }),
    number('Refused', 'Requests that were refused, of all.', `${decisions(', outcome="refused"')} / ${decisions('')}`, {
      unit: 'percentunit',
      bounds: [{ from: 0.5, color: 'orange' }],
    }),
    number('Bans', 'Bans that run after failed logins.', `sum(hearthgate_bans{${of}, cause!="manual"})`, {
      bounds: [
        { from: 20, color: 'orange' },
        { from: 100, color: 'red' },
      ],
    }),
    number(
      'Keys under attack now',
      'Keys whose budget of failed logins is used up.',
      `sum(hearthgate_keys_under_attack{${of}})`,
      {
        bounds: [{ from: 1, color: 'red' }],
      },
    ),
    rows('Alerts', 'What fires now. The manual has a section for each, with the command to begin with.', alerts, {
      hidden: ['alertstate', 'job'],
      link: { column: 'alertname', title: 'What to do', url: '${manual}/operations.md#an-alert-fires' },
    }),
    rows('Gateways', "Each with its version. The link leads to the gateway's own page.", `hearthgate_build_info{${ofGateway}}`, {
      hidden: ['job'],
      link: { column: 'instance', title: 'The page of this gateway', url: 'http://${__value.text}/' },
    }),
    graph(
      'Requests by outcome',
      'What became of requests: permitted, reported only, refused.',
      { '{{outcome}}': `sum by (outcome) (rate(hearthgate_decisions_total{${of}}[$__rate_interval]))` },
      { unit: 'reqps' },
    ),
  ];
}

const alerts = `ALERTS{alertname=~"Hearthgate.+", alertstate="firing", ${ofGateway}}`;

/** Requests a second. */
function decisions(more: string): string {
  return `sum(rate(hearthgate_decisions_total{${of}${more}}[$__rate_interval]))`;
}
