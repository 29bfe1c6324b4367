import type { StateFault, StatePart } from '../domain/panel-state.ts';

const nouns: Readonly<Record<StatePart, string>> = {
  keys: 'keys',
  profiles: 'profiles',
  users: 'users',
  commands: 'commands',
  api_keys: 'API keys',
};

/** `3 of 4 keys can be read; PATH cannot be read (EACCES): …` */
export function stateFaultText({ part, total, unknown, first }: StateFault): string {
  const noun = nouns[part];
  const count = total === undefined ? `not all ${noun} can be read` : `${total - unknown} of ${total} ${noun} can be read`;
  return `${count}; ${first}`;
}

/** No call of an access key gets through without one key, one profile and one user that can be read. */
const needed: ReadonlySet<StatePart> = new Set<StatePart>(['keys', 'profiles', 'users']);

/** Nothing of a part that every call depends on can be read. */
export function stopsEveryCall({ part, total, unknown }: StateFault): boolean {
  return needed.has(part) && total === unknown;
}
