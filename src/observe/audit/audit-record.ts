import type { CredentialKind } from '../../domain/call/call.ts';
import type { Administration } from '../../domain/gateway/administration.ts';
import type { UntakenDetail } from '../../domain/call/denial.ts';
import type { Reason, ReportableReason } from '../../domain/call/denials.ts';

/** One line of the audit log. Nothing gets into a line but what stands here; a field that is undefined is left out. */
export type AuditRecord = SentRecord | AnsweredRecord | RefusedRecord | FoldedRecord | ByHandRecord | ChainRecord;

/** What an administrator has changed. */
type ByHandRecord = { readonly time: string } & Administration;

/** What the chain of lines says of itself. */
export type ChainRecord = StartedRecord | StoppedRecord | LostRecord;

/** The first line of a run. */
interface StartedRecord {
  readonly time: string;
  readonly event: 'started';
  readonly chain: string;
  /** The last line of the chain that the file had: its run and number, with a full stop between them. */
  readonly after: string | undefined;
  /** The code of that line. */
  readonly afterMac: string | undefined;
}

/** The last line of a run that was ended in order. */
interface StoppedRecord {
  readonly time: string;
  readonly event: 'stopped';
}

/** Lines before this one could not be written. */
interface LostRecord {
  readonly time: string;
  readonly event: 'lost';
  readonly count: number;
}

/** A permitted call is about to be sent to the panel. Its end is another line with the same id. */
export interface SentRecord extends RequestFields {
  readonly event: 'sent';
  readonly decision: 'allow';
}

/** The panel has answered. */
export interface AnsweredRecord extends RequestFields, DurationFields {
  readonly event: 'answered';
  readonly decision: 'allow';
  readonly status: number;
  /** Undefined where the panel does not tell it: calls with deprecated credentials. */
  readonly exitCode: number | undefined;
}

/** The gateway has refused, or has failed to get an answer from the panel for a call that it had allowed. */
export interface RefusedRecord extends RequestFields, DurationFields {
  readonly event: 'refused';
  readonly decision: 'allow' | 'refuse';
  readonly reason: Reason;
  /** Which policy of the key refused it. */
  readonly policy: string | undefined;
  /** What the client is not told of it. */
  readonly detail: UntakenDetail | undefined;
  /** As the gateway answered it. */
  readonly status: number;
  readonly exitCode: number;
}

/** Refusals of one reason from one prefix that have no line of their own. */
export interface FoldedRecord {
  readonly time: string;
  readonly event: 'folded';
  readonly reason: Reason;
  /** An IPv4 address, an IPv6 network, `none` without an address, `others` for all that are too many to tell apart. */
  readonly prefix: string;
  readonly count: number;
  /** Time of the first and of the last of them. */
  readonly from: string;
  readonly to: string;
}

/** What every line of a request has, as far as it is known. */
export interface RequestFields {
  /** UTC, ISO 8601 with milliseconds, like every time here. */
  readonly time: string;
  readonly id: string;
  /** `traceparent` of W3C Trace Context. */
  readonly trace: string | undefined;
  readonly panel: string | undefined;
  readonly address: string | undefined;
  readonly proxy: string | undefined;
  readonly credential: CredentialKind | undefined;
  /** `unknown` for an access key that the panel does not have. */
  readonly key: string | undefined;
  readonly user: string | undefined;
  /** `?` for a text that is no command of the panel's. */
  readonly command: string | undefined;
  readonly args: number | undefined;
  /** The arguments that name a user and a domain; `?` where they are no user that is known, and have not the form of a domain. */
  readonly userArg: string | undefined;
  readonly domainArg: string | undefined;
  /** Why it would have been refused, were that not reported only. */
  readonly wouldRefuse: readonly ReportableReason[] | undefined;
}

/** Milliseconds, in tenths. */
interface DurationFields {
  readonly totalMs: number;
  readonly queueMs: number | undefined;
  readonly panelMs: number | undefined;
}
