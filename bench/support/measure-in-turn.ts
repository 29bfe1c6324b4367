import type { Bench } from './bench.ts';
import type { Side } from './side.ts';

/**
 * Measures the sides of a comparison in turn, round by round, so that whatever disturbs the machine disturbs all of them. Each second round
 * goes backwards. Before that each side is called until it is warm.
 */
export async function measureInTurn(bench: Bench, sides: readonly Side[]): Promise<void> {
  for (const side of sides) {
    bench.progress(`warm-up: ${side.name}`);
    await side.warmUp(bench);
  }
  for (let round = 0; round < bench.rounds; round += 1) {
    for (const side of round % 2 === 0 ? sides : sides.toReversed()) {
      bench.progress(`round ${round + 1} of ${bench.rounds}: ${side.name}`);
      side.keep(await side.measure(bench, { durationMs: bench.roundMs }));
    }
  }
}
