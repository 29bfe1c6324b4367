import type { Clock } from '../domain/clock.ts';
import { noticeKinds, type SentKind, sentKinds } from '../domain/notices/notice.ts';
import { spanText } from '../domain/text/span-text.ts';
import type { HealthRemark, Sample, StatusPart } from '../domain/status-part.ts';
import type { NoticeGate } from './notice-gate.ts';
import type { Outbox } from './outbox.ts';

export interface NoticesPartOptions {
  readonly isConfigured: () => boolean;
  readonly outbox: Pick<Outbox, 'state' | 'count'>;
  readonly gate: Pick<NoticeGate, 'held'>;
  readonly clock: Clock;
}

/** What became of notices. No sample where the configuration has none. */
export function noticesPart({ isConfigured, outbox, gate, clock }: NoticesPartOptions): StatusPart {
  const oldestMs = (): number => clock.monotonicMs() - (outbox.state.oldestMs ?? clock.monotonicMs());
  const whenConfigured = (read: () => readonly Sample[]) => (): readonly Sample[] => (isConfigured() ? read() : []);
  return {
    health: () => (isConfigured() ? [remarkOf(outbox, oldestMs())] : []),
    readings: [
      {
        type: 'counter',
        name: 'hearthgate_notices_total',
        help: 'Notices, by what became of them.',
        labels: ['kind', 'result'],
        read: whenConfigured(() => [
          ...sentKinds.flatMap((kind) => results.map((result) => sampleOf(kind, result, outbox.count(kind, result)))),
          ...noticeKinds.map((kind) => sampleOf(kind, 'held', gate.held(kind))),
        ]),
      },
      {
        type: 'gauge',
        name: 'hearthgate_notices_waiting',
        help: 'Notices that the receiver has not taken yet.',
        labels: [],
        read: whenConfigured(() => [{ labels: {}, value: outbox.state.waiting }]),
      },
      {
        type: 'gauge',
        name: 'hearthgate_notices_oldest_seconds',
        help: 'For how long the oldest of them has waited; 0 where none waits.',
        labels: [],
        read: whenConfigured(() => [{ labels: {}, value: oldestMs() / 1000 }]),
      },
    ],
  };
}

const results = ['sent', 'failed', 'dropped'] as const;

function sampleOf(kind: SentKind, result: string, value: number): Sample {
  return { labels: { kind, result }, value };
}

/** Calls are handled as configured all the same. */
function remarkOf(outbox: Pick<Outbox, 'state'>, oldestMs: number): HealthRemark {
  const { waiting, fault } = outbox.state;
  if (fault === undefined) return { part: 'notices', isFault: false, words: undefined };
  const most = `${waiting === 1 ? 'one waits' : `${waiting} wait, the oldest`} for ${spanText(oldestMs / 1000)}`;
  const backlog = waiting === 0 ? 'none waits' : most;
  return { part: 'notices', isFault: false, words: `degraded: the receiver did not take the last one: ${fault}; ${backlog}` };
}
