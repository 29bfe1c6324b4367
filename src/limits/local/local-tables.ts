import type { Clock } from '../../domain/clock.ts';
import { MemoryFailures } from '../logins/memory-failures.ts';
import { MemoryLimiter } from '../rates/memory-limiter.ts';
import { InFlightCounts } from '../logins/in-flight-counts.ts';
import { UnknownKeyAttempts } from '../logins/unknown-key-attempts.ts';

/** What one process has counted of a panel, whatever the terms. */
export interface LocalTables {
  readonly limiter: MemoryLimiter;
  readonly failures: MemoryFailures;
  /** Attempts whose result the panel will tell. */
  readonly inFlight: InFlightCounts;
  /** Attempts of access keys that the panel does not list. */
  readonly unknownKeyAttempts: UnknownKeyAttempts;
}

export function createLocalTables(clock: Clock, maxEntries: number): LocalTables {
  return {
    limiter: new MemoryLimiter(clock, maxEntries),
    failures: new MemoryFailures(clock, maxEntries),
    inFlight: new InFlightCounts(),
    unknownKeyAttempts: new UnknownKeyAttempts(clock),
  };
}
