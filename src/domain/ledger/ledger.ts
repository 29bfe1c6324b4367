import type { Address } from '../address/address.ts';
import type { LimitKind } from './limiter.ts';
import type { Attempt, LoginResult } from './logins.ts';
import type { MaybePromise } from '../maybe-promise.ts';
import type { ReportableReason } from '../call/denials.ts';
import type { Rate } from '../policy/rate.ts';
import type { ReportOnly } from '../policy/report-only.ts';

/** One count of calls that a decision asks for: a limit is data. */
export interface Charge {
  readonly limit: LimitKind;
  /** Who is charged: an address prefix, a key, a key with a command. */
  readonly key: string;
  readonly rate: Rate;
}

/** One attempt of a credential, as it was judged. `unproven`: only the panel can tell. */
export interface LoginAttempt extends Attempt {
  readonly result: LoginResult;
}

/** What one request wants counted. A request whose address may call is settled once, also where it never becomes a call. */
export interface Entry {
  readonly address: Address;
  /** The address's own rate: a gate for whatever is not from a known pair, and charged unless the attempt is proven. */
  readonly addressCharge: Charge;
  readonly attempt: LoginAttempt | undefined;
  /** In the order in which they refuse; taken all or none. */
  readonly charges: readonly Charge[];
  /** What would refuse for one of these reasons does not: the settlement tells it. Bans by hand always refuse. */
  readonly reportOnly: ReportOnly;
}

export type LedgerRefusal =
  /** A ban, or a budget for failed logins that is used up. */
  | { readonly kind: 'login'; readonly retryAfterMs: number }
  | { readonly kind: 'limit'; readonly limit: LimitKind; readonly retryAfterMs: number };

/** Where a limit stands for one client. */
export interface LimitStatus {
  readonly limit: LimitKind;
  readonly rate: Rate;
  /** Calls that may follow before the window ends, a burst included. */
  readonly left: number;
  /** Until the window ends. After a refusal: until a retry may succeed. */
  readonly resetMs: number;
}

/** How an entry was settled. */
export interface Settlement {
  /**
   * Takes the place of any other denial. While a gate refuses, a right and a wrong secret are answered and counted alike. A limit among `charges`
   * is no gate: a call that it refuses has passed them, and what was proven of its key stands.
   */
  readonly refusal: LedgerRefusal | undefined;
  /** What would have refused, was it not in the entry's `reportOnly`. */
  readonly reported: readonly ReportableReason[];
  /** Of each limit that was charged or refused, in the order in which they were asked. */
  readonly statuses: readonly LimitStatus[];
  /** Of an attempt that is unproven and may be sent: to be concluded once. */
  readonly reservation: Reservation | undefined;
}

/** Room for one attempt of a credential that only the panel can judge: no more are in flight than may fail. */
export interface Reservation {
  /** One was right from this prefix lately, as far as this gateway knows. */
  readonly isFromKnown: boolean;
  /**
   * Takes room in the panel's budget for wrong passwords, which all gateways share, until the attempt is concluded. Asked when the call is about to be
   * sent, for a password that was not right lately. `in-flight`: attempts through other gateways have it all, and may give it back soon; `away`: the
   * counters cannot be asked.
   */
  readonly reserveAtPanel: () => MaybePromise<'reserved' | 'in-flight' | 'used-up' | 'away'>;
  /** Only the first result counts. */
  readonly conclude: (result: ReservedResult) => MaybePromise<void>;
}

/**
 * What became of an attempt that was reserved: `failed`, the panel says that it is wrong; `proven`, it was right; `other`, the panel refused it for
 * another reason; `not-refused`, nothing was sent, or what came is no refusal; `unknown`, it was sent, and nobody knows what the panel said.
 */
export type ReservedResult = 'failed' | 'proven' | 'other' | 'not-refused' | 'unknown';

/** The counters, bans and known keys of one panel. */
export interface Ledger {
  /**
   * Counts a decision as a whole. First the gates, for one attempt the same whatever its result: bans of pair, address and network; the budgets of
   * pair, address, network and key; the address's rate. For a pair that is known, the pair alone. While a gate refuses, neither the result
   * nor `charges` are counted; the address is charged all the same, so that a client that goes on runs into its rate.
   *
   * Throws or rejects where it cannot count; the call is then refused, never let through.
   */
  readonly settle: (entry: Entry) => MaybePromise<Settlement>;
  /** How the entry would be settled now. Counts nothing. */
  readonly peek: (entry: Entry) => MaybePromise<Settlement>;
  /**
   * Whether a request is refused on arrival, as far as this gateway knows: its address is banned, or has used up its rate. Where a key is known,
   * bans by hand alone refuse, because a known pair is judged by the pair. Asks nobody and counts nothing: what refuses a request by the rate
   * says so with `noteRefused`.
   */
  readonly refusedHere: (entry: Entry) => LedgerRefusal | undefined;
  /** A limit refused a request on arrival. Counted for the metrics alone: the limit itself stays as it is. */
  readonly noteRefused: (charge: Charge) => void;
  /** A key was used with success from this prefix lately, as far as this gateway knows. Asks nobody. */
  readonly hasKnown: (address: Address) => boolean;
  /** Where a limit stands as far as this gateway knows, for an answer that was not settled. Asks nobody and counts nothing. */
  readonly statusHere: (charge: Charge) => LimitStatus;
}
