import { roundsAgree } from '../judging/rounds-agree.ts';
import type { Bench } from './bench.ts';
import type { Side } from './side.ts';

/** What the rounds that count say of two sides, a ratio each. */
export type Ratios = () => readonly number[];

/** As many times the usual number of rounds are made at most. */
const mostRounds = 4;

/**
 * Measures the sides of a comparison in turn, round by round, so that whatever disturbs the machine disturbs all of them. Each second round
 * goes backwards. Before that each side is called until it is warm.
 *
 * Where the rounds do not agree, further ones are made, and the last ones count. What they say of a bar is not looked at.
 *
 * @param ratios on which they are to agree
 */
export async function measureInTurn(bench: Bench, sides: readonly Side[], ratios: readonly Ratios[] = []): Promise<void> {
  for (const side of sides) {
    bench.progress(`warm-up: ${side.name}`);
    await side.warmUp(bench);
  }
  for (let round = 0; round < bench.rounds || isToGoOn(round, bench, ratios); round += 1) {
    for (const side of round % 2 === 0 ? sides : sides.toReversed()) {
      bench.progress(
        `round ${round + 1}${round < bench.rounds ? ` of ${bench.rounds}` : ', because they do not agree'}: ${side.name}`,
      );
      side.keep(await side.measure(bench, { durationMs: bench.roundMs }), bench.rounds);
    }
  }
}

function isToGoOn(round: number, { rounds }: Bench, ratios: readonly Ratios[]): boolean {
  return round < rounds * mostRounds && ratios.some((each) => !roundsAgree(each()));
}

/** Of processor time for an answer. */
export function costRatios(one: Side, other: Side): Ratios {
  return () => quotients(one.costsUs(), other.costsUs());
}

export function quotients(values: readonly number[], divisors: readonly number[]): readonly number[] {
  return values.map((value, round) => value / (divisors[round] ?? Number.NaN));
}
