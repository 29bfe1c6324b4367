import type { Verdict } from './verdict.ts';

/** One row of the table. */
export interface Figure {
  /** The letter of its case. */
  readonly part: string;
  readonly what: string;
  /** The gateway's value, with its unit. */
  readonly gateway: string;
  /** What it is compared with, with its value. */
  readonly reference: string;
  readonly ratio: number | undefined;
  /** In words; undefined: there is none. */
  readonly bar: string | undefined;
  readonly verdict: Verdict;
}

export interface CaseResult {
  readonly figures: readonly Figure[];
  /** What a reader must know beside the figures. */
  readonly remarks: readonly string[];
  /** It could not be measured. */
  readonly isBroken?: boolean;
}
