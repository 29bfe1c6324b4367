import type { Denial } from '../../domain/call/denial.ts';
import type { LimitStatus } from '../../domain/ledger/ledger.ts';
import type { Outcome, ObservedRequest } from '../../domain/gateway/observer.ts';
import type { Deprecation } from '../answer/deprecation-headers.ts';
import type { ArrivalReading } from '../request/read-arrival.ts';
import type { Sent } from './send-call.ts';
import { subjectOf } from './subject.ts';

/** How a request ended, before its answer is written. */
export interface Ending {
  readonly subject: ObservedRequest;
  readonly result: Outcome['result'];
  readonly timings?: Sent['timings'];
  /** The limit that is reached first; undefined where none applies: no panel, no address. */
  readonly limit?: LimitStatus | undefined;
  /** Of a call with a deprecated credential that is taken. */
  readonly deprecation?: Deprecation | undefined;
}

export function refused(subject: ObservedRequest, denial: Denial, limit?: LimitStatus): Ending {
  return { subject, limit, result: { kind: 'refused', denial } };
}

/** The end of a request that has not become a call. */
export function refusedUncalled({ arrival, panel }: ArrivalReading, denial: Denial, limit?: LimitStatus): Ending {
  return refused(subjectOf({ panel: panel?.name, arrival }), denial, limit);
}
