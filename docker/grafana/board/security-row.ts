import type { Builder } from '@grafana/grafana-foundation-sdk/cog';
import type { Panel } from '@grafana/grafana-foundation-sdk/dashboard';
import { graph, states } from './panels.ts';
import { of, ofGateway } from './selectors.ts';

/** Who is refused, who guesses, and what came of it. */
export function securityRow(): readonly Builder<Panel>[] {
  return [
    graph(
      'Refusals by reason',
      'The words of the audit log. The points are requests: hearthgate explain tells of each by its request_id.',
      { '{{reason}}': `sum by (reason) (rate(hearthgate_decisions_total{${of}, outcome="refused"}[$__rate_interval]))` },
      { unit: 'reqps', exemplars: true },
    ),
    graph(
      'Failed logins',
      'Wrong secrets, and keys that the panel does not have.',
      {
        '{{panel}} {{reason}}': `sum by (panel, reason) (rate(hearthgate_decisions_total{${of}, reason=~"secret_wrong|key_unknown|credential_invalid"}[$__rate_interval]))`,
      },
      { unit: 'reqps', exemplars: true },
    ),
    graph('Bans that run', 'By their cause.', { '{{panel}} {{cause}}': `sum by (panel, cause) (hearthgate_bans{${of}})` }),
    graph('Bans that began', 'By their cause.', {
      '{{panel}} {{cause}}': `sum by (panel, cause) (increase(hearthgate_bans_begun_total{${of}}[$__rate_interval]))`,
    }),
    graph('Keys under attack', 'Keys whose budget of failed logins is used up; hearthgate bans list names them.', {
      '{{panel}}': `max by (panel) (hearthgate_keys_under_attack{${of}})`,
    }),
    graph('Connections that were closed', 'Without an answer, by the reason.', {
      '{{cause}}': `sum by (cause) (rate(hearthgate_connections_closed_total{${ofGateway}}[$__rate_interval]))`,
    }),
    states(
      'Grade of doctor',
      'The worst of the last recorded run.',
      { '{{instance}}': `hearthgate_doctor_grade{${ofGateway}}` },
      {
        0: { text: 'well', color: 'green', index: 0 },
        1: { text: 'look at it', color: 'orange', index: 1 },
        2: { text: 'fault', color: 'red', index: 2 },
      },
    ),
    graph(
      'Last run of doctor',
      'How long ago it was.',
      { '{{instance}}': `time() - hearthgate_doctor_last_run_timestamp_seconds{${ofGateway}}` },
      { unit: 's' },
    ),
    graph('Notices', 'To the administrator, by what became of them; nothing where the configuration has none.', {
      '{{instance}} {{result}}': `sum by (instance, result) (increase(hearthgate_notices_total{${ofGateway}}[$__rate_interval]))`,
    }),
    graph('Notices that wait', 'The receiver has not taken them yet.', {
      '{{instance}}': `hearthgate_notices_waiting{${ofGateway}}`,
    }),
    graph(
      'Oldest notice that waits',
      'For how long. hearthgate notices test says what the receiver answers.',
      { '{{instance}}': `hearthgate_notices_oldest_seconds{${ofGateway}}` },
      { unit: 's' },
    ),
  ];
}
