import type { Limiter } from './limiter.ts';
import type { Logins } from './logins.ts';

/** What one decision counts with. Made for each decision, because what it may wait for its counters is bounded as a whole. */
export interface Guard {
  readonly limiter: Limiter;
  readonly logins: Logins;
}
