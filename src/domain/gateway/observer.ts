import type { Arrival } from '../call/arrival.ts';
import type { Call } from '../call/call.ts';
import type { Denial } from '../call/denial.ts';
import type { ReportableReason } from '../call/denials.ts';
import type { MaybePromise } from '../maybe-promise.ts';
import type { PanelAnswer } from './panel-client.ts';

/** What is known of a request when an observer is told of it. */
export interface ObservedRequest {
  /** Undefined where no panel answers to the name that was asked for. */
  readonly panel: string | undefined;
  readonly arrival: Arrival;
  /** Undefined where the request was refused before its call was known. */
  readonly call: Call | undefined;
  /** The access key's id; only one that the panel has. */
  readonly keyId: string | undefined;
  /** Whom that key belongs to. */
  readonly user: string | undefined;
  /** Users of the panel that are known by name; undefined where its state is not. Any other name is a stranger's text. */
  readonly knownUsers: { readonly has: (name: string) => boolean } | undefined;
  /** Why it would have been refused, were the reasons not reported only; as a rule there is none. Undefined: it was not judged so far. */
  readonly wouldRefuse: readonly ReportableReason[] | undefined;
}

/** What became of a request, told once at its end. */
export interface Outcome extends ObservedRequest {
  readonly result:
    | { readonly kind: 'answered'; readonly answer: PanelAnswer }
    | { readonly kind: 'refused'; readonly denial: Denial };
  readonly timings: Timings;
}

/** Milliseconds. */
export interface Timings {
  /** From the head of the request to the decision on its answer. */
  readonly totalMs: number;
  /** What the call waited for a place at the panel; undefined where it never asked for one. */
  readonly queueMs: number | undefined;
  /** From the first byte sent to the panel to its whole answer; undefined where none was sent. */
  readonly panelMs: number | undefined;
}

/** Who is told. Observers decide nothing. */
export interface Observer {
  /** A permitted call is about to be sent to the panel, and waits for what this gives. One that throws or rejects keeps it from being sent. */
  readonly sending?: (subject: ObservedRequest) => MaybePromise<void>;
  /** One that throws does not change the answer. */
  readonly ended?: (outcome: Outcome) => void;
}
