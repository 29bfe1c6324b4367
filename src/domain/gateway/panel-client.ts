import type { Address } from '../address/address.ts';
import type { Call } from '../call/call.ts';
import type { Denial } from '../call/denial.ts';
import type { CircuitState } from './gateway-status.ts';
import type { Reservation } from '../ledger/ledger.ts';
import type { MaybePromise } from '../maybe-promise.ts';

/** The panel's answer, taken in whole and checked to be one of the API's. */
export interface PanelAnswer {
  readonly status: number;
  readonly contentType: string | undefined;
  /** As the header says it; undefined where the panel sends none (calls with deprecated credentials). */
  readonly exitCode: string | undefined;
  readonly body: Buffer;
}

export type PanelOutcome =
  | { readonly kind: 'answer'; readonly answer: PanelAnswer }
  | { readonly kind: 'denial'; readonly denial: Denial };

/** Whether the client of a call is still there. */
export interface ClientPresence {
  readonly hasLeft: () => boolean;
  /** Calls back when the client leaves, once; not for one that has left before. What it answers with takes that back. */
  readonly whenLeft: (tell: () => void) => () => void;
  /**
   * Undefined: `hasLeft` tells how it is. After this process was suspended, a promise that resolves when what happened meanwhile has been
   * noticed.
   */
  readonly noticed?: () => Promise<void> | undefined;
}

export interface PanelCall {
  readonly call: Call;
  /** Whom the call counts for where places are shared out: the access key's id, or the kind of deprecated credential. */
  readonly caller: string;
  readonly requestId: string;
  readonly address: Address;
  /** Name of the root user as it was when the call was judged. */
  readonly rootUser: string | undefined;
  /** Whom the key belongs to, as far as it is known. */
  readonly user: string | undefined;
  /** On the monotonic clock: when the state was read that the call was judged by. */
  readonly stateReadAtMs: number;
  /** Of a credential that the panel alone can judge: concluded when the panel is done with the call, which may be later than its client is told. */
  readonly reservation: Reservation | undefined;
  /** When the client leaves, a call that still waits for a place is not sent; one in flight goes on. */
  readonly client: ClientPresence;
  /** Called once, before the first byte is sent; nothing is sent until it is done, or where it throws or rejects. */
  readonly sending: () => MaybePromise<void>;
}

/** The way to one panel. Never retries, never aborts a call that is in flight, never throws. */
export interface PanelClient {
  readonly send: (call: PanelCall) => Promise<PanelOutcome>;
  /**
   * Asks the panel for the gateway's own sake, over the same places as calls, behind all of them, and counted apart.
   *
   * @throws Error in words where there is no answer of the API's
   */
  readonly ask: (call: Call) => Promise<PanelAnswer>;
  readonly close: () => Promise<void>;
  readonly callsInFlight: () => number;
  readonly callsWaiting: () => number;
  readonly circuit: () => CircuitState;
  /** Wall clock, milliseconds since 1970: of the certificate that the panel showed last. */
  readonly certificateExpiresAtMs: () => number | undefined;
  /** Opens a connection, judges the panel's certificate, sends nothing. Undefined: reachable; else why not, in words. Never rejects. */
  readonly probe: () => Promise<string | undefined>;
}
