import type { RedisSettings } from '../domain/policy/settings.ts';

/** What the gateway does while Redis is away, in words. */
export function meanwhileOf(onFailure: RedisSettings['onFailure']): string {
  return onFailure === 'local' ? 'this gateway counts alone until it does' : 'calls are refused until it does';
}
