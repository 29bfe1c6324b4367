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
  /** What the last recorded run of `hearthgate doctor` found; undefined: there was none. */
  readonly doctorGrade: () => DoctorGrade | undefined;
  readonly about: {
    readonly version: string;
    /** Of Node. */
    readonly nodeVersion: string;
    /** Wall clock, milliseconds since 1970. */
    readonly startedAtMs: number;
  };
  readonly configuration: () => ConfigurationStatus;
  /** In the order of the configuration. */
  readonly listeners: () => readonly { readonly url: string; readonly connections: number }[];
  /** Requests of the last so many milliseconds, up to an hour, by what became of them. */
  readonly recent: (spanMs: number) => OutcomeCounts;
}

/** 0: all is well. 1: somebody should look, or something could not be known. 2: something is wrong or open. */
export interface DoctorGrade {
  readonly grade: 0 | 1 | 2;
  /** Wall clock, whole seconds. */
  readonly atSeconds: number;
}

export type OutcomeName = 'permitted' | 'reported' | 'refused';
export type OutcomeCounts = Readonly<Record<OutcomeName, number>>;

export interface ConfigurationStatus {
  /** When the one in force was read, by the wall clock. */
  readonly readAtMs: number;
  /** Of the file as it was read last: why it is not in force. */
  readonly faults: readonly string[];
  /** What the file says and only a restart puts in force. */
  readonly waitsForRestart: readonly string[];
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
  readonly callsInFlight: () => number;
  readonly callsWaiting: () => number;
  /** Calls that may be in flight, and that may wait. */
  readonly bounds: { readonly calls: number; readonly waiting: number };
  /** Access keys of the panel: those that can be judged, and those that cannot be read. */
  readonly keys: () => { readonly readable: number; readonly unreadable: number };
  /** Age of the panel state; undefined where there has never been one. */
  readonly stateAgeMs: () => number | undefined;
  /** Calls can be decided on it. */
  readonly stateIsUsable: () => boolean;
  /** What could not be read, and what to do, in words. */
  readonly stateProblems: () => readonly string[];
  /** What of the state cannot be known, by part: calls that depend on it are refused. */
  readonly stateFaults: () => readonly StateFault[];
  /** Parts that allow less than expected, or whose changes are noticed late, in words. */
  readonly stateNotices: () => readonly string[];
  readonly limits: PanelLimitsStatus;
  /** What is reported in place of refused now, and until when, by the wall clock; undefined: everything is enforced. */
  readonly reportOnly: () => { readonly reasons: readonly ReportableReason[]; readonly untilMs: number } | undefined;
  /** Of the circuit breaker: open lets nothing through, half-open one call. */
  readonly circuit: () => CircuitState;
  /** False: any server at the panel's address is accepted (`verify: none`). */
  readonly isVerified: boolean;
  /** Of the certificate that the panel showed last; undefined before the first connection and without TLS. */
  readonly certificateExpiresAtMs: () => number | undefined;
  /** Opens a connection, judges the panel's certificate, sends nothing. Undefined: reachable; else why not, in words. */
  readonly probe: () => Promise<string | undefined>;
}
