/** So many times fewer, unless `PROPERTY_RUNS=full` asks for all of them. */
const shortened = 20;

/**
 * How often a property is tried. One setting for all suites: `npm test` tries a part of what `PROPERTY_RUNS=full npm test` does.
 *
 * @param full how often it is tried where there is time for it
 */
export function propertyRuns(full: number): number {
  return process.env['PROPERTY_RUNS'] === 'full' ? full : Math.ceil(full / shortened);
}
