import type { StateFault, StatePart } from './panel-state.ts';

const nouns: Readonly<Record<StatePart, string>> = {
  keys: 'keys',
  profiles: 'profiles',
  users: 'users',
  commands: 'commands',
  api_keys: 'API keys',
};

const maxTold = 5;

/** `2 of 4 keys can be read (not ALICE, BOB); PATH cannot be read (EACCES): …` */
export function stateFaultText({ part, total, unknown, first, names = [] }: StateFault): string {
  const noun = nouns[part];
  const count = total === undefined ? `not all ${noun} can be read` : `${total - unknown} of ${total} ${noun} can be read`;
  // The only one is named by what is said of it.
  return `${count}${unknown > 1 && names.length > 0 ? ` (not ${namesText(names)})` : ''}; ${first}`;
}

/** Names from files; some hold text of clients. */
function namesText(names: readonly string[]): string {
  const told = names.slice(0, maxNames).map((name) => name.replaceAll(/[^ -~]/g, '?').slice(0, 64));
  return names.length > maxNames ? `${told.join(', ')} and ${names.length - maxNames} more` : told.join(', ');
}

const maxNames = 10;

/** The first few of what is to be told on one line. */
export function fewTexts(texts: readonly string[]): readonly string[] {
  return texts.length <= maxTold
    ? texts
    : [...texts.slice(0, maxTold), `and ${texts.length - maxTold} more of this kind, in the log`];
}

/** No call of an access key gets through without one key, one profile and one user that can be read. */
const needed: ReadonlySet<StatePart> = new Set<StatePart>(['keys', 'profiles', 'users']);

/** Nothing of a part that every call depends on can be read. */
export function stopsEveryCall({ part, total, unknown }: StateFault): boolean {
  return needed.has(part) && total === unknown;
}
