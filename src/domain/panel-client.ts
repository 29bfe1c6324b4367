import type { Address } from './address.ts';
import type { Call } from './call.ts';
import type { Denial } from './denial.ts';

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

export interface PanelCall {
  readonly call: Call;
  readonly requestId: string;
  readonly address: Address;
  /** Name of the root user as it was when the call was judged. */
  readonly rootUser: string | undefined;
  /** The client has left: a call that still waits for a place is not sent; one under way goes on. */
  readonly clientLeft: AbortSignal;
  /** Called once, before the first byte is sent. */
  readonly sending: () => void;
}

/** The way to one panel. Never retries, never aborts a call that is under way, never throws. */
export interface PanelClient {
  readonly send: (call: PanelCall) => Promise<PanelOutcome>;
  readonly close: () => Promise<void>;
  readonly callsUnderWay: () => number;
  readonly callsWaiting: () => number;
  /** Wall clock, milliseconds since 1970: of the certificate that the panel showed last. */
  readonly certificateExpiresAtMs: () => number | undefined;
  /** Opens a connection, judges the panel's certificate, sends nothing. Undefined: reachable; else why not, in words. Never rejects. */
  readonly probe: () => Promise<string | undefined>;
}
