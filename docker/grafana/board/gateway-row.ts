import type { Builder } from '@grafana/grafana-foundation-sdk/cog';
import type { Panel } from '@grafana/grafana-foundation-sdk/dashboard';
import { graph, states } from './panels.ts';
import { of, ofGateway } from './selectors.ts';

const perSecond = (metric: string): string => `rate(${metric}{${ofGateway}}[$__rate_interval])`;
const now = (metric: string): string => `${metric}{${ofGateway}}`;

const yesOrNo = {
  0: { text: 'no', color: 'red', index: 0 },
  1: { text: 'yes', color: 'green', index: 1 },
} as const;

/** The gateways' own health. */
export function gatewayRow(): readonly Builder<Panel>[] {
  return [...times(), ...memory(), ...records()];
}

function times(): readonly Builder<Panel>[] {
  return [
    graph(
      'Time in the gateway',
      'Without the wait for a place and without the panel. The points are requests.',
      { '{{outcome}} 50 %': quantile(0.5), '{{outcome}} 99 %': quantile(0.99) },
      { unit: 's', exemplars: true },
    ),
    graph(
      'Delay of the event loop',
      'Of 1 % of its turns, since the last reading.',
      { '{{instance}}': now('nodejs_eventloop_lag_p99_seconds') },
      { unit: 's' },
    ),
    graph('Processor', 'Of one core.', { '{{instance}}': perSecond('process_cpu_seconds_total') }, { unit: 'percentunit' }),
    graph(
      'Collections of garbage',
      'Time for them.',
      { '{{instance}} {{kind}}': perSecond('nodejs_gc_duration_seconds_sum') },
      { unit: 'percentunit' },
    ),
  ];
}

function memory(): readonly Builder<Panel>[] {
  return [
    graph(
      'Memory',
      'Of the process, of its heap, and of what it holds for clients.',
      {
        '{{instance}} process': now('process_resident_memory_bytes'),
        '{{instance}} heap': now('nodejs_heap_size_used_bytes'),
        '{{instance}} bodies': now('hearthgate_body_bytes'),
        '{{instance}} answers': now('hearthgate_answer_bytes'),
      },
      { unit: 'bytes' },
    ),
    graph('Answers that were cut', 'Their clients did not take them in time.', {
      '{{instance}} {{cause}}': perSecond('hearthgate_answers_cut_total'),
    }),
    graph('Connections and files', 'Connections of clients; open files, and how many there may be.', {
      '{{instance}} connections': now('hearthgate_connections'),
      '{{instance}} files': now('process_open_fds'),
      '{{instance}} most files': now('process_max_fds'),
    }),
    graph('Counters', 'What limits, failures and bans keep in memory.', {
      '{{panel}} {{kind}}': `sum by (panel, kind) (hearthgate_limit_entries{${of}})`,
    }),
  ];
}

function records(): readonly Builder<Panel>[] {
  return [
    states('Redis is reached', 'Also yes where there is none.', { '{{instance}}': now('hearthgate_store_reached') }, yesOrNo),
    graph(
      'Questions to Redis',
      'By whether they were answered in time.',
      { '{{instance}} {{result}}': perSecond('hearthgate_store_questions_total') },
      { unit: 'reqps' },
    ),
    graph(
      'Time of a question to Redis',
      'The mean of all.',
      {
        '{{instance}}': `${perSecond('hearthgate_store_seconds_total')} / ignoring (result) ${perSecond('hearthgate_store_questions_total').replace('{', '{result="answered", ')}`,
      },
      { unit: 's' },
    ),
    states(
      'Logs are written',
      'While the audit log is not, every call is refused.',
      { '{{log}} log of {{instance}}': now('hearthgate_log_written') },
      yesOrNo,
    ),
    graph('Lines of logs that were lost', 'While a log could not be written.', {
      '{{log}} log of {{instance}}': `increase(hearthgate_log_lines_lost_total{${ofGateway}}[$__rate_interval])`,
    }),
    states(
      'The configuration file is in force',
      'No: it has faults, and the one before is in force.',
      { '{{instance}}': now('hearthgate_config_last_reload_successful') },
      yesOrNo,
    ),
    graph(
      'Age of the configuration',
      'Since the one in force was read.',
      { '{{instance}}': `time() - hearthgate_config_last_reload_success_timestamp_seconds{${ofGateway}}` },
      { unit: 's' },
    ),
    graph(
      "The gateway's own certificates",
      'Until they end.',
      { '{{file}} of {{instance}}': `hearthgate_certificate_expiry_timestamp_seconds{${ofGateway}} - time()` },
      { unit: 's' },
    ),
    graph(
      'Uptime',
      'Since the process was started.',
      { '{{instance}}': `time() - process_start_time_seconds{${ofGateway}}` },
      { unit: 's' },
    ),
  ];
}

function quantile(share: number): string {
  return `histogram_quantile(${share}, sum by (outcome, le) (rate(hearthgate_gateway_duration_seconds_bucket{${ofGateway}}[$__rate_interval])))`;
}
