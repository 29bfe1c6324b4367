import type { Address } from '../address/address.ts';
import type { Arrival } from '../call/arrival.ts';
import type { Call } from '../call/call.ts';
import type { Caller } from '../panel/caller.ts';
import type { Denial } from '../call/denial.ts';
import type { Charge, LoginAttempt } from '../ledger/ledger.ts';
import type { LimitKind } from '../ledger/limiter.ts';
import type { KeyPolicy } from '../policy/key-policy.ts';
import type { PanelState } from '../panel/panel-state.ts';
import type { Snapshot } from './snapshot.ts';

/** What is known when the head of a request has come. */
export interface HeadFacts {
  readonly arrival: Arrival;
  readonly snapshot: Snapshot;
}

/** What is known once there is an address. */
export interface ArrivalFacts extends HeadFacts {
  readonly address: Address;
}

/** What is known once the body has been read and is a call. */
export interface BodyFacts {
  readonly base: ArrivalFacts;
  readonly call: Call;
}

/** What is known once the panel's state is there and fresh enough to decide on. */
export interface CallFacts extends BodyFacts {
  readonly state: PanelState;
}

/** What is known once the credential has been proven (a password: once it has the right form; only the panel can prove it). */
export interface ProvenFacts extends CallFacts {
  readonly caller: Caller;
  /** All of which narrow what the caller may do. */
  readonly policies: readonly KeyPolicy[];
}

/**
 * One step. It names itself once: with the reason that it gives where that is a single one, with the limit that it counts, or else by its
 * subject. It does not log, count, write, wait or throw.
 */
interface Named {
  readonly name: string;
}

/** A step that may object. */
export interface Check<Facts> extends Named {
  readonly kind: 'check';
  readonly judge: (facts: Facts) => Denial | undefined;
  /**
   * Asked where it has objected: the panel itself would take the call, so that the objection is the gateway's own and may be reported only.
   * Undefined: it never may.
   */
  readonly panelTakes?: (facts: Facts) => boolean;
}

/** The first step of a stage: it objects, or hands over what it has proven, which later steps rely on. */
export interface Proof<From, To> extends Named {
  readonly kind: 'proof';
  readonly prove: (facts: From) => To | Denial;
}

/** The step that judges a credential. */
export interface Login extends Named {
  readonly kind: 'login';
  readonly prove: (facts: CallFacts) => LoginProof;
}

type LoginProof =
  /** `claimed`: the caller that a right secret would have proven. */
  | { readonly attempt: LoginAttempt; readonly denial: Denial; readonly claimed?: Caller | undefined }
  /** Of a password the result is `unproven`: only the panel can judge it. */
  | { readonly attempt: LoginAttempt; readonly denial: undefined; readonly caller: Caller };

/** A step that holds a call to one policy of its key; it is asked for each of them. */
export interface KeyCheck extends Named {
  readonly kind: 'key-check';
  readonly judge: (facts: ProvenFacts, policy: KeyPolicy) => Denial | undefined;
}

/** A step that says what one policy of a key wants counted. */
export interface KeyLimit extends Named {
  readonly kind: 'key-limit';
  readonly charge: (facts: ProvenFacts, policy: KeyPolicy) => Charge | undefined;
}

/** A step that says what is to be counted. Undefined: nothing for this call. */
export interface Limit<Facts, Counted extends Charge | undefined = Charge | undefined> extends Named {
  readonly kind: 'limit';
  readonly name: LimitKind;
  readonly charge: (facts: Facts) => Counted;
}

/** A step that may object, and whose objections count against a limit: beyond it, they are told as that limit's. */
export interface CountedCheck {
  readonly kind: 'counted-check';
  readonly check: Check<ProvenFacts> | KeyCheck;
  readonly limit: Limit<ProvenFacts>;
}

export type ProvenStep = Check<ProvenFacts> | KeyCheck | Limit<ProvenFacts> | KeyLimit | CountedCheck;
