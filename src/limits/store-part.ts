import type { StoreStatus } from '../domain/ledger/limits-status.ts';
import type { RedisSettings } from '../domain/policy/settings.ts';
import type { HealthRemark, PartReading, StatusPart } from '../domain/status-part.ts';
import { meanwhileOf } from './meanwhile-of.ts';

/** What the store shows of itself: its health where counters are in Redis, and its metrics. */
export function storePart(redis: (() => RedisSettings) | undefined, store: StoreStatus): StatusPart {
  const readings = readingsOf(store);
  return redis === undefined ? { readings } : { readings, health: () => [healthOf(redis(), store)] };
}

function healthOf({ onFailure }: RedisSettings, { fault }: StoreStatus): HealthRemark {
  const found = fault();
  if (found === undefined) return { part: 'store', isFault: false, words: undefined };
  const words = `Redis does not answer (${found}): ${meanwhileOf(onFailure)}`;
  return { part: 'store', isFault: onFailure === 'deny', words: onFailure === 'deny' ? words : `ok; ${words}` };
}

function readingsOf(store: StoreStatus): readonly PartReading[] {
  return [
    {
      type: 'gauge',
      name: 'hearthgate_store_reached',
      help: '0 where Redis is configured and does not answer, else 1.',
      labels: [],
      read: () => [{ labels: {}, value: Number(store.isReached()) }],
    },
    {
      type: 'counter',
      name: 'hearthgate_store_questions_total',
      help: 'Questions to Redis, by whether they were answered in time.',
      labels: ['result'],
      read: () => {
        const { answered, failed } = store.questions();
        return [
          { labels: { result: 'answered' }, value: answered },
          { labels: { result: 'failed' }, value: failed },
        ];
      },
    },
    {
      type: 'counter',
      name: 'hearthgate_store_seconds_total',
      help: 'Time that the questions to Redis took, all together.',
      labels: [],
      read: () => [{ labels: {}, value: store.questions().seconds }],
    },
  ];
}
