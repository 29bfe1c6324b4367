import type { Denial } from '../call/denial.ts';
import type { Charge } from '../ledger/ledger.ts';

/** Hears of each step of a walk, in the order of the walk. Traffic is judged without one. */
export type Trace = (step: TracedStep) => void;

export interface TracedStep {
  /** As the step names itself. */
  readonly name: string;
  /** Its objection; undefined: the walk goes on. */
  readonly denial: Denial | undefined;
  /** What it wants counted. */
  readonly charge: Charge | undefined;
}
