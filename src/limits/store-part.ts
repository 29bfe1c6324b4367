import type { StoreStatus } from '../domain/ledger/limits-status.ts';
import type { RedisSettings } from '../domain/policy/settings.ts';
import type { StatusPart } from '../domain/status-part.ts';
import { meanwhileOf } from './meanwhile-of.ts';

/** What the store shows of itself: nothing where counters are in memory. */
export function storePart(redis: (() => RedisSettings) | undefined, { fault }: StoreStatus): StatusPart {
  if (redis === undefined) return {};
  return {
    health: () => {
      const found = fault();
      const { onFailure } = redis();
      if (found === undefined) return [{ part: 'store', isFault: false, words: undefined }];
      const words = `Redis does not answer (${found}): ${meanwhileOf(onFailure)}`;
      return [{ part: 'store', isFault: onFailure === 'deny', words: onFailure === 'deny' ? words : `ok; ${words}` }];
    },
  };
}
