import type { Verdict } from './verdict.ts';

export interface ValuesToJudge {
  /** One of each round: times, or bytes. */
  readonly values: readonly number[];
  readonly atMost: number | undefined;
  /** What makes the values worthless, in words. */
  readonly faults: readonly string[];
  /** What can only have made them larger: a value that keeps its bound all the same stands, any other says nothing. */
  readonly disturbances: readonly string[];
}

/** The verdict on values that have a bound and no reference; there is none where the rounds disagree about the bound. */
export function judgeValues({ values, atMost, faults, disturbances }: ValuesToJudge): Verdict {
  const why = [...new Set(faults), ...(values.length > 0 && values.every(Number.isFinite) ? [] : ['a round has no value'])];
  if (why.length > 0) return { kind: 'not-valid', why };
  const kept = values.filter((value) => atMost !== undefined && value <= atMost).length;
  if (kept === values.length) return { kind: 'ok' };
  if (disturbances.length > 0) return { kind: 'not-valid', why: disturbances };
  if (atMost === undefined) return { kind: 'valid' };
  if (kept === 0) return { kind: 'short' };
  return { kind: 'not-valid', why: [`the rounds disagree: ${kept} of ${values.length} keep the bar`] };
}
