import type { Arrival } from '../../domain/call/arrival.ts';
import type { Denial } from '../../domain/call/denial.ts';
import { errorText } from '../../domain/text/error-text.ts';
import type { MaybePromise } from '../../domain/maybe-promise.ts';
import type { Outcome, ObservedRequest } from '../../domain/gateway/observer.ts';
import type { Telling } from '../context/telling.ts';
import { subjectOf } from './subject.ts';

/** An observer that fails before the call is sent keeps it from being sent: no call without its line. */
export function tellSending(site: Telling, subject: ObservedRequest, first = 0): MaybePromise<void> {
  for (let index = first; index < site.observers.length; index += 1) {
    const told = site.observers[index]?.sending?.(subject);
    if (told instanceof Promise) return told.then(() => tellSending(site, subject, index + 1));
  }
}

/** An observer that fails at the end does not change the answer. */
export function tellEnded(site: Telling, outcome: Outcome): void {
  for (const observer of site.observers) {
    try {
      observer.ended?.(outcome);
    } catch (error) {
      site.log.error('an observer failed', { requestId: outcome.arrival.requestId, error: errorText(error) });
    }
  }
}

/** Tells of a request that Node's parser gave up on: nothing is known of it but where it came from. */
export function tellUnread(site: Telling, arrival: Arrival, denial: Denial): void {
  const timings = { totalMs: 0, queueMs: undefined, panelMs: undefined };
  tellEnded(site, { ...subjectOf({ panel: undefined, arrival }), result: { kind: 'refused', denial }, timings });
}
