import type { Reason } from '../../domain/call/denials.ts';

/** How a call is judged, step by step, as `--json` prints it. Arguments are not repeated: there may be a password among them. */
export interface Explanation {
  readonly panel: string;
  readonly from: string;
  /** Id of the access key, or the kind of another credential; empty where the request names none. */
  readonly key: string;
  readonly command: string;
  readonly steps: readonly ExplainedStep[];
  readonly verdict: 'permitted' | 'refused';
  readonly reason: Reason | null;
  /** What the client gets; null where the panel answers. */
  readonly answer: { readonly status: number; readonly exitCode: number; readonly body: string } | null;
  /** What would allow the call, in a sentence. */
  readonly change: string | null;
  /** What of the panel's state could not be read, and what to do, in words. */
  readonly unread: readonly string[];
  /** The running gateway was asked: bans and counts are part of it. */
  readonly isLive: boolean;
}

export interface ExplainedStep {
  readonly step: string;
  /**
   * `counted`: a limit that takes part; how far it is used up only the running gateway knows. `reported`: it would refuse, were that not reported
   * only.
   */
  readonly result: 'passed' | 'counted' | 'reported' | 'refused';
  /** What it looked at, and where that comes from. */
  readonly saw: string;
}
