import type { Arrival } from './arrival.ts';
import type { Bearer } from './bearer.ts';
import type { Call } from './call.ts';
import type { CommandTable } from './command-facts.ts';
import type { Denial } from './denial.ts';
import type { Doubts } from './doubts.ts';
import type { Budget, LimitKind } from './limiter.ts';
import type { Attempt, LoginResult } from './logins.ts';
import type { PanelState } from './panel-state.ts';
import type { Policy } from './policy.ts';
import type { Standings } from './standings.ts';

/** What is known before the body is read. A request keeps these facts to its end, so that no two states mix. */
export interface ArrivalFacts {
  readonly arrival: Arrival;
  readonly policy: Policy;
  readonly state: PanelState | undefined;
  /** The panel state is too old to decide on, or there is none. */
  readonly stateIsStale: boolean;
  readonly doubts: Doubts;
  /** How long the address is still banned; undefined: it is not. */
  readonly bannedMs: number | undefined;
  /** What the gateway knows of the panel's own commands. */
  readonly commandTable: CommandTable;
  /** What limits have taken for this request. Written by the runner, and by it alone. */
  readonly standings: Standings;
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

/** One step that may object, and whose objections count against a limit: beyond it, they are told as that limit's. */
export interface CountedCheck<Facts> {
  readonly kind: 'counted-check';
  readonly check: Check<Facts>;
  readonly limit: Limit<Facts>;
}

/** One step that judges a credential. The runner counts the result, and says nothing of it where such tries are refused. */
export interface Login<Facts> {
  readonly kind: 'login';
  readonly name: string;
  readonly judge: (facts: Facts) => Denial | undefined;
  readonly attempt: (facts: Facts) => Attempt | undefined;
  readonly resultOf: (facts: Facts, denial: Denial | undefined) => LoginResult;
}

export type Step<Facts> = Check<Facts> | Limit<Facts> | GiveBack<Facts> | CountedCheck<Facts> | Login<Facts>;
