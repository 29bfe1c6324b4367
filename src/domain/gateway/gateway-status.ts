import type { ReportableReason } from '../call/denials.ts';
import type { StateFault } from '../panel/panel-state.ts';
import type { PanelLimitsStatus, StoreStatus } from '../ledger/limits-status.ts';
import type { StatusPart } from '../status-part.ts';

/** What can be read of a running gateway at any moment, at no cost to its calls. */
export interface GatewayStatus {
  /** Where counters and bans are kept. */
  readonly store: StoreStatus;
  /** The gateway's own certificates, of all listeners. */
  readonly certificates: () => readonly OwnCertificate[];
  readonly panels: readonly PanelStatus[];
  /** What parts show of themselves: all metrics, and what the health page says beside the fields above. */
  readonly parts: readonly StatusPart[];
  readonly isStopping: () => boolean;
}

export type CircuitState = 'closed' | 'open' | 'half-open';

export interface OwnCertificate {
  /** The file that it was read from. */
  readonly file: string;
  /** Wall clock, milliseconds since 1970. */
  readonly expiresAtMs: number;
  /** Likewise. */
  readonly validFromMs?: number;
  /** What is wrong with its files or its chain, and what to change, in words. The pair that is shown serves all the same. */
  readonly warnings?: readonly string[];
}

export interface PanelStatus {
  readonly name: string;
  readonly callsUnderWay: () => number;
  readonly callsWaiting: () => number;
  /** Age of the panel state; undefined where there has never been one. */
  readonly stateAgeMs: () => number | undefined;
  /** Calls can be decided on it. */
  readonly stateIsUsable: () => boolean;
  /** What could not be read, and what to do, in words. */
  readonly stateProblems: () => readonly string[];
  /** What of the state cannot be known, by part: calls that depend on it are refused. */
  readonly stateFaults: () => readonly StateFault[];
  /** What counts, and allows less than one would think or is noticed late, in words. */
  readonly stateNotices: () => readonly string[];
  readonly limits: PanelLimitsStatus;
  /** What is reported in place of refused now, and until when, by the wall clock; undefined: everything is enforced. */
  readonly reportOnly: () => { readonly reasons: readonly ReportableReason[]; readonly untilMs: number } | undefined;
  /** Of the circuit breaker: open lets nothing through, half-open one call. */
  readonly circuit: () => CircuitState;
  /** False: whoever answers at the panel's address is taken for the panel (`verify: none`). */
  readonly isVerified: boolean;
  /** Of the certificate that the panel showed last; undefined before the first connection and without TLS. */
  readonly certificateExpiresAtMs: () => number | undefined;
  /** Opens a connection, judges the panel's certificate, sends nothing. Undefined: reachable; else why not, in words. */
  readonly probe: () => Promise<string | undefined>;
}
