import type { Caller } from '../panel/caller.ts';
import type { Denial } from '../call/denial.ts';
import type { UseQuota } from '../ledger/use-quotas.ts';
import type { Entry } from '../ledger/ledger.ts';
import type { ReportableReason } from '../call/denials.ts';
import type { PanelState } from '../panel/panel-state.ts';
import type { ArrivalFacts } from './step.ts';

/** How a request is judged before its body is read. Nothing has been counted. */
export type ArrivalVerdict =
  /** No address is known that it could be counted for. */
  | { readonly kind: 'unaddressed'; readonly denial: Denial }
  /** The address may not call: nothing is counted. */
  | (ArrivalEntry & { readonly kind: 'not-allowed'; readonly denial: Denial })
  | Allowed;

/** The address may call: whatever becomes of the request, it is settled once. Without a call, by this very entry. */
export interface Allowed extends ArrivalEntry {
  readonly kind: 'allowed';
  readonly denial: Denial | undefined;
  /** Objections that were only noted. */
  readonly reported: readonly ReportableReason[];
}

interface ArrivalEntry extends Entry {
  readonly facts: ArrivalFacts;
}

/** How a call is judged. Nothing has been counted: a refusal of the ledger takes the place of `denial`. */
export type Verdict = Denied | Permitted;

export interface Denied extends Judged {
  readonly denial: Denial;
  /** Undefined: the credential was not proven. */
  readonly caller: Caller | undefined;
}

export interface Permitted extends Judged {
  readonly denial: undefined;
  readonly caller: Caller;
  /** The state that it was judged by. */
  readonly state: PanelState;
}

/** A key that may be used so often: a call of it takes one of its uses before it is sent. */
export interface KeyUse extends UseQuota {
  /** Where the policy stands that says so. */
  readonly policy: string;
  /** Calls beyond it are noted, and go on. */
  readonly isReported: boolean;
}

interface Judged extends Entry {
  /** Also where the secret is wrong: what is asked then takes as long. Undefined: it may be used without a number. */
  readonly use: KeyUse | undefined;
  /** Objections that were only noted. */
  readonly reported: readonly ReportableReason[];
}
