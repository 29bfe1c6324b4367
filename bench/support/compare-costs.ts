import type { Figure } from './figure.ts';
import type { Side } from './side.ts';
import { median } from './statistics.ts';

export interface CostComparison {
  readonly part: string;
  readonly what: string;
  readonly side: Side;
  readonly reference: Side;
  /** The largest ratio. */
  readonly atMost: number;
}

/** Processor time of the measured side for each answer. The ratio is the middle of the rounds' own ratios. */
export function compareCosts({ part, what, side, reference, atMost }: CostComparison): Figure {
  const references = costsUs(reference);
  const ratio = median(costsUs(side).map((cost, round) => cost / (references[round] ?? Number.NaN)));
  return {
    part,
    what,
    gateway: costText(side),
    reference: `${reference.name} ${costText(reference)}`,
    ratio,
    bar: `ratio at most ${atMost}`,
    isMet: ratio <= atMost,
  };
}

function costsUs(side: Side): number[] {
  const rates = side.rates();
  return side.each(({ servedShare }) => servedShare).map((share, round) => (share / (rates[round] ?? Number.NaN)) * 1_000_000);
}

function costText(side: Side): string {
  return `${median(costsUs(side)).toFixed(0)} us`;
}
