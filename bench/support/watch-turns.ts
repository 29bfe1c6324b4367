/** The first turns compile what the others run. */
const firstTurns = 50;

/**
 * Looks at each turn of the event loop from now on. What is measured is processor time of this process, so that what others do on the machine does
 * not count. The loop does not rest meanwhile.
 *
 * @returns what ends it, and tells the longest turn in milliseconds
 */
export function watchTurns(): () => number {
  let [longestUs, turns, isOver] = [0, 0, false];
  let last = process.cpuUsage();
  const turn = (): void => {
    if (isOver) return;
    const { user, system } = process.cpuUsage(last);
    if (turns > firstTurns) longestUs = Math.max(longestUs, user + system);
    turns += 1;
    last = process.cpuUsage();
    setImmediate(turn);
  };
  setImmediate(turn);
  return () => {
    isOver = true;
    return longestUs / 1000;
  };
}
