import type { Bench } from './bench.ts';
import type { Side } from './side.ts';

/** So long it takes until Node has compiled what is hot. */
const warmUpMs = 2500;
/** Of its core, in per cent. */
const limitPercent = 90;
const idlePercent = 75;

/**
 * Measures the sides of a comparison in turn, round by round, so that whatever disturbs the machine disturbs all of them. Each second round
 * goes backwards.
 *
 * @returns remarks: where the load was the limit, and where the measured side had time left
 */
export async function measureInTurn(bench: Bench, sides: readonly Side[], isClosedLoop = false): Promise<string[]> {
  for (const side of sides) await side.measure(bench, warmUpMs);
  for (let round = 0; round < bench.rounds; round += 1) {
    for (const side of round % 2 === 0 ? sides : sides.toReversed()) {
      bench.progress(`round ${round + 1} of ${bench.rounds}: ${side.name}`);
      side.keep(await side.measure(bench, bench.roundMs));
    }
  }
  return isClosedLoop ? [] : sides.flatMap(remarksOn);
}

function remarksOn(side: Side): string[] {
  const loadSide = percent(side.median((report) => report.loadSideShare));
  const served = percent(side.median((report) => report.servedShare));
  if (loadSide > limitPercent) return [`the load side was the limit for ${side.name}: it used ${loadSide} % of its core`];
  if (served < idlePercent) return [`${side.name} used ${served} % of its core only: something else held the measurement back`];
  return [];
}

function percent(share: number): number {
  return Math.round(share * 100);
}
