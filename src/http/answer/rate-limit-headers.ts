import type { LimitStatus } from '../../domain/ledger/ledger.ts';

/**
 * `RateLimit-Policy` and `RateLimit` of draft-ietf-httpapi-ratelimit-headers-11, for one limit under the name that metrics have for it: its
 * quota `q`, a burst included, in a window of `w` seconds; calls `r` that remain for the next `t` seconds.
 *
 * @returns name, value, name, value; names in lower case
 */
export function rateLimitHeaders({ limit, rate, left, resetMs }: LimitStatus): readonly string[] {
  return [
    'ratelimit-policy',
    `"${limit}";q=${rate.calls + (rate.burst ?? 0)};w=${rate.perMs / 1000}`,
    'ratelimit',
    `"${limit}";r=${left};t=${Math.ceil(resetMs / 1000)}`,
  ];
}
