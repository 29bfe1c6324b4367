import { roundsAgree } from './rounds-agree.ts';
import { median } from './statistics.ts';
import { type Bar, isMet, type Verdict } from './verdict.ts';

export interface RatiosToJudge {
  /** One of each round. */
  readonly ratios: readonly number[];
  readonly bar: Bar | undefined;
  /** What makes the sides of the comparison worthless, in words. */
  readonly faults: readonly string[];
}

/** The verdict on the middle of the rounds' ratios; there is none where something was wrong with the sides, or the rounds disagree. */
export function judgeRatios({ ratios, bar, faults }: RatiosToJudge): Verdict {
  const why = [...new Set(faults), ...disagreement(ratios)];
  if (why.length > 0) return { kind: 'not-valid', why };
  if (bar === undefined) return { kind: 'valid' };
  return { kind: isMet(bar, median(ratios)) ? 'ok' : 'short' };
}

function disagreement(ratios: readonly number[]): string[] {
  if (!ratios.every((ratio) => Number.isFinite(ratio) && ratio > 0)) return ['a round has no ratio'];
  if (ratios.length < 2) return ['there is no second round to agree with'];
  if (roundsAgree(ratios)) return [];
  return [`the ratios of the rounds disagree: ${Math.min(...ratios).toFixed(2)} to ${Math.max(...ratios).toFixed(2)}`];
}
