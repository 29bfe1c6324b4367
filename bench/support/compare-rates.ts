import type { Figure } from './figure.ts';
import type { Side } from './side.ts';
import { median } from './statistics.ts';

export interface RateComparison {
  readonly part: string;
  readonly what: string;
  readonly gateway: Side;
  readonly reference: Side;
  /** The least ratio; undefined: any. */
  readonly atLeast: number | undefined;
}

/** Answers a second. The ratio is the middle of the rounds' own ratios: both sides of a round saw the same machine. */
export function compareRates({ part, what, gateway, reference, atLeast }: RateComparison): Figure {
  const references = reference.rates();
  const ratio = median(gateway.rates().map((rate, round) => rate / (references[round] ?? Number.NaN)));
  return {
    part,
    what,
    gateway: rateText(gateway),
    reference: `${reference.name} ${rateText(reference)}`,
    ratio,
    bar: atLeast === undefined ? undefined : `ratio at least ${atLeast}`,
    isMet: atLeast === undefined || ratio >= atLeast,
  };
}

function rateText(side: Side): string {
  return `${Math.round(median(side.rates()))}/s`;
}
