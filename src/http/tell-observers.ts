import type { Arrival } from '../domain/arrival.ts';
import type { Call } from '../domain/call.ts';
import type { Outcome } from '../domain/observer.ts';
import type { Site } from './site.ts';

/** An observer that fails before the call is sent keeps it from being sent: no call without its line. */
export function tellSending(site: Site, arrival: Arrival, call: Call): void {
  for (const observer of site.observers) observer.sending?.(arrival, call);
}

/** An observer that fails at the end does not change the answer. */
export function tellEnded(site: Site, outcome: Outcome): void {
  for (const observer of site.observers) {
    try {
      observer.ended?.(outcome);
    } catch (error) {
      site.log.error('an observer failed', { requestId: outcome.arrival.requestId, error: String(error) });
    }
  }
}
