import type { Arrival } from './arrival.ts';
import type { Bearer } from './bearer.ts';
import type { Call } from './call.ts';
import type { Denial } from './denial.ts';
import type { Doubts } from './doubts.ts';
import type { Budget, LimitKind, Receipt } from './limiter.ts';
import type { PanelState } from './panel-state.ts';
import type { Policy } from './policy.ts';

/** What is known before the body is read. A request keeps these facts to its end, so that no two states mix. */
export interface ArrivalFacts {
  readonly arrival: Arrival;
  readonly policy: Policy;
  readonly state: PanelState | undefined;
  /** The panel state is too old to decide on, or there is none. */
  readonly stateIsStale: boolean;
  readonly doubts: Doubts;
  /** What limits have taken for this request. Written by the runner, and by it alone. */
  readonly receipts: Map<LimitKind, Receipt>;
}

/** What is known after it. */
export interface CallFacts extends ArrivalFacts {
  readonly call: Call;
}

/** What is known once the panel's state is there and fresh enough to decide on. */
export interface PanelFacts extends CallFacts {
  readonly state: PanelState;
}

/** What is known once the credential has been proven (a password: once it has the right form; only the panel can prove it). */
export interface ProvenFacts extends PanelFacts {
  readonly bearer: Bearer;
}

/** One step that may object. It returns a denial or nothing; it does not log, count, write or throw. */
export interface Check<Facts> {
  readonly kind: 'check';
  readonly name: string;
  readonly judge: (facts: Facts) => Denial | undefined;
}

/** One step that counts. It says what it counts; the runner takes from the counter. */
export interface Limit<Facts> {
  readonly kind: 'limit';
  readonly name: LimitKind;
  /** Undefined: nothing to count for this call. */
  readonly budget: (facts: Facts) => Budget | undefined;
  readonly refuse: (retryAfterMs: number) => Denial;
}

/** One step that gives back what a limit took, for calls that turned out not to be what it counts. */
export interface GiveBack<Facts> {
  readonly kind: 'give-back';
  readonly limit: Limit<ArrivalFacts>;
  readonly when: (facts: Facts) => boolean;
}

export type Step<Facts> = Check<Facts> | Limit<Facts> | GiveBack<Facts>;
