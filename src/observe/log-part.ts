import type { StatusPart } from '../domain/status-part.ts';

export interface ObservedLog {
  /** Its value of the label `log`, and with ` log` behind it its name on the health page. */
  readonly name: 'audit' | 'auth' | 'process';
  /** Why it takes no lines at this moment, in words; undefined: it does. */
  readonly fault: () => string | undefined;
  /** What follows from that, in words. */
  readonly consequence: string;
  /** Calls are refused meanwhile. */
  readonly stopsCalls: boolean;
  /** What should be known although it is written. */
  readonly warning?: () => string | undefined;
  /** Lines that are lost, since the start. */
  readonly lostCount: () => number;
}

/** What a log shows of itself. */
export function logPart({ name, fault, consequence, stopsCalls, warning, lostCount }: ObservedLog): StatusPart {
  const labels = { log: name };
  return {
    health: () => {
      const part = `${name} log`;
      const found = fault();
      if (found !== undefined) return [{ part, isFault: stopsCalls, words: `cannot be written: ${found}. ${consequence}` }];
      const warned = warning?.();
      return [{ part, isFault: false, words: warned === undefined ? undefined : `ok; ${warned}` }];
    },
    readings: [
      {
        type: 'gauge',
        name: 'hearthgate_log_written',
        help: '0 where a log could not be written the last time, else 1.',
        labels: ['log'],
        read: () => [{ labels, value: Number(fault() === undefined) }],
      },
      {
        type: 'counter',
        name: 'hearthgate_log_lines_lost_total',
        help: 'Lines of a log that could not be written and are lost.',
        labels: ['log'],
        read: () => [{ labels, value: lostCount() }],
      },
    ],
  };
}
