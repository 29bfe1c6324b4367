import { readFileSync } from 'node:fs';

/** Which core does what. */
export interface Cores {
  /** The gateway, or what it is compared with. */
  readonly served: number;
  /** The load and the panel. */
  readonly load: number;
}

/**
 * The first two cores that this process may run on.
 *
 * @throws Error where there are not two
 */
export function findCores(): Cores {
  const [served, load] = allowedCores();
  if (served === undefined || load === undefined) {
    throw new Error('the bench needs two cores, one for the gateway and one for the load; this process may use one only');
  }
  return { served, load };
}

function allowedCores(): number[] {
  const [, list = ''] = /^Cpus_allowed_list:\s*(\S+)/m.exec(readFileSync('/proc/self/status', 'utf8')) ?? [];
  return list.split(',').flatMap((range) => {
    const [first = 0, last = first] = range.split('-').map(Number);
    return Array.from({ length: last - first + 1 }, (_, index) => first + index);
  });
}
