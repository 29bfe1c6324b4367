import type { Figure } from './figure.ts';
import { judgeValues, type ValuesToJudge } from './judge-values.ts';
import { median } from './statistics.ts';

export interface ValueToTell extends Partial<ValuesToJudge>, Pick<Figure, 'part' | 'what'> {
  readonly values: readonly number[];
  /** A value with its unit. */
  readonly text: (value: number) => string;
  /** Which one of the rounds' values is shown: `most` for the worst that was seen. */
  readonly shown?: 'median' | 'most';
  readonly reference?: string;
  /** Undefined: `atMost` in words. */
  readonly bar?: string;
}

/** A row whose value is not compared with another side's. */
export function valueFigure(told: ValueToTell): Figure {
  const { part, what, values, text, shown = 'median', reference = '', atMost, faults = [], disturbances = [] } = told;
  return {
    part,
    what,
    gateway: text(shown === 'most' ? Math.max(...values) : median(values)),
    reference,
    ratio: undefined,
    bar: atMost === undefined ? undefined : (told.bar ?? `at most ${text(atMost)}`),
    verdict: judgeValues({ values, atMost, faults, disturbances }),
  };
}
