import type { Clock } from '../../domain/clock.ts';
import type { Log } from '../../domain/log.ts';
import type { Observer } from '../../domain/gateway/observer.ts';

/** Who is told of requests, and by which clock. */
export interface Telling {
  readonly observers: readonly Observer[];
  readonly clock: Clock;
  readonly log: Log;
}
