import { StoreAwayError } from '../../../domain/store-away-error.ts';
import type { RedisSettings } from '../../../domain/policy/settings.ts';
import { RedisAwayError } from './redis-away-error.ts';

/**
 * What follows where Redis was not asked, or did not answer: this process counts for itself, or nobody passes.
 *
 * @param error why; anything but a RedisAwayError is thrown on
 * @throws StoreAwayError where the configuration says so
 */
export function whileAway<Value>(error: unknown, onFailure: RedisSettings['onFailure'], alone: () => Value): Value {
  if (!(error instanceof RedisAwayError)) throw error;
  if (onFailure === 'deny') throw new StoreAwayError('Redis does not answer', { cause: error });
  return alone();
}
