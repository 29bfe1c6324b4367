/** The counters cannot be asked, and the configuration says that calls are refused then (`store.redis.onFailure: deny`). */
export class StoreAwayError extends Error {
  override readonly name = 'StoreAwayError';
}
