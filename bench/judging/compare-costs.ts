import { costRatios } from '../support/measure-in-turn.ts';
import type { Side } from '../support/side.ts';
import type { Figure } from './figure.ts';
import { ratioFigure } from './ratio-figure.ts';
import { median } from './statistics.ts';
import type { Bar } from './verdict.ts';

export interface CostComparison {
  readonly part: string;
  readonly what: string;
  readonly gateway: Side;
  readonly reference: Side;
  /** `at-least` bounds the reference's cost divided by the gateway's, `at-most` the gateway's divided by the reference's. */
  readonly bar?: Bar;
}

/** Processor time of the measured process for each answer, with the rate beside it. */
export function compareCosts({ part, what, gateway, reference, bar }: CostComparison): Figure {
  const [above, below] = bar?.kind === 'at-most' ? [gateway, reference] : [reference, gateway];
  return ratioFigure({
    part,
    what,
    gateway: costText(gateway),
    reference: `${reference.name} ${costText(reference)}`,
    ratios: costRatios(above, below)(),
    bar,
    faults: [...gateway.faults(), ...reference.faults()],
  });
}

function costText(side: Side): string {
  return `${median(side.costsUs()).toFixed(0)} us (${Math.round(median(side.rates()))}/s)`;
}
