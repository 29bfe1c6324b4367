/** Redis did not answer in time, or with an error. Never leaves the store: it counts for itself then, or refuses. */
export class RedisAwayError extends Error {
  override readonly name = 'RedisAwayError';
}
