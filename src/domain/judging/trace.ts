import type { Denial } from '../call/denial.ts';
import type { Charge } from '../ledger/ledger.ts';

/** Hears of each step of a walk, in the order of the walk. Traffic is judged without one. */
export type Trace = (step: TracedStep) => void;

export interface TracedStep {
  /** As the step names itself. */
  readonly name: string;
  readonly denial: Denial | undefined;
  /** Its objection is reported only: the walk goes on, as it does without one. */
  readonly isReported: boolean;
  /** What it wants counted. */
  readonly charge: Charge | undefined;
}
