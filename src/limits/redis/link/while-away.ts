import { StoreAwayError } from '../../../domain/store-away-error.ts';
import type { RedisSettings } from '../../../domain/policy/settings.ts';
import { RedisAwayError } from './redis-away-error.ts';

/**
 * The fallback where Redis was not asked, or did not answer: this process counts alone, or every call is refused.
 *
 * @param error why; anything but a RedisAwayError is thrown on
 * @throws StoreAwayError where the configuration says so
 */
export function whileAway<Value>(error: unknown, onFailure: RedisSettings['onFailure'], alone: () => Value): Value {
  if (!(error instanceof RedisAwayError)) throw error;
  if (onFailure === 'deny') throw new StoreAwayError('Redis does not answer', { cause: error });
  return alone();
}
