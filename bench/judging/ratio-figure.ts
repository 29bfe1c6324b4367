import type { Figure } from './figure.ts';
import { judgeRatios, type RatiosToJudge } from './judge-ratios.ts';
import { median } from './statistics.ts';

export type RatioToTell = RatiosToJudge & Pick<Figure, 'part' | 'what' | 'gateway' | 'reference'>;

/** A row that compares two sides. The ratio is the middle of the rounds' own ratios: both sides of a round saw the same machine. */
export function ratioFigure({ part, what, gateway, reference, ...judged }: RatioToTell): Figure {
  const { ratios, bar } = judged;
  return {
    part,
    what,
    gateway,
    reference,
    ratio: median(ratios),
    bar: bar === undefined ? undefined : `ratio ${bar.kind === 'at-least' ? 'at least' : 'at most'} ${bar.value}`,
    verdict: judgeRatios(judged),
  };
}
