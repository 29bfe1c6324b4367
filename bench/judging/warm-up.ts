/** Two rounds that follow each other agree where they differ by no more. */
const tolerance = 0.1;
export const maxWarmUpRounds = 10;

/**
 * Has a side called, so many calls a round, until two rounds that follow each other cost the same: then Node has compiled what is hot.
 *
 * @param round one round; resolves with its cost
 * @returns false where the rounds did not agree within `maxWarmUpRounds`
 */
export async function warmUp(round: () => Promise<number>): Promise<boolean> {
  let last = Number.NaN;
  for (let count = 0; count < maxWarmUpRounds; count += 1) {
    const cost = await round();
    if (Math.abs(cost - last) <= tolerance * Math.min(cost, last)) return true;
    last = cost;
  }
  return false;
}
