import type { Reason } from '../../domain/call/denials.ts';
import type { GatewayName } from '../panel/gateway-setups.ts';

/** One call of the tour and what must come of it. */
export interface TourCase {
  readonly title: string;
  /** `main` unless told. */
  readonly gateway?: GatewayName;
  readonly request: TourRequest;
  readonly expected: Expected;
  /** Played while this call is in flight at the panel. */
  readonly meanwhile?: TourCase;
  /** What was done before takes a moment to be in force: the call is repeated until it ends as expected, at most for this time. */
  readonly withinMs?: number;
}

export interface TourRequest {
  readonly body: Buffer;
  readonly contentType?: string;
  /** `POST` unless told. */
  readonly method?: string;
  /** `/api/` unless told. */
  readonly path?: string;
  /** The `Host` header; the gateway's own address unless told. */
  readonly host?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** The address that the call comes from: one of the loopback's own, 127.0.0.1 unless told. */
  readonly from?: string;
  /** The last byte of the body is never sent. */
  readonly neverEnds?: boolean;
  /** Another connection is open meanwhile. */
  readonly besideAnother?: boolean;
}

export interface Expected {
  /** Undefined: the panel answers. */
  readonly reason?: Reason;
  readonly status: number;
  /** Of the header; undefined: there is none. */
  readonly exitCode: number | undefined;
  /** The whole body, white space folded; with `…` at its end: how it begins. */
  readonly body: string;
}

/** What came back over the socket. */
export interface TourAnswer {
  readonly status: number;
  readonly exitCode: number | undefined;
  readonly retryAfter: string | undefined;
  readonly requestId: string | undefined;
  readonly body: string;
}

/** Cases of one theme. */
export interface TourPart {
  readonly theme: string;
  readonly cases: readonly TourCase[];
}

export interface PlayedCase {
  readonly theme: string;
  readonly title: string;
  readonly expected: Expected;
  /** In words where no answer came. */
  readonly came: TourAnswer | string;
  /** As the gateway's observers were told. Undefined: the panel answered. */
  readonly reason: Reason | undefined;
  readonly isAsExpected: boolean;
}
