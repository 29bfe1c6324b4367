import type { PanelState } from './panel-state.ts';

/**
 * Ids that a state lists for the first time, or knows for the first time: their clients may have tried before, and what was counted against
 * them says nothing. None for a first state, after which nothing is new.
 */
export function newlyListedKeys(before: PanelState | undefined, now: PanelState): readonly string[] {
  if (before === undefined) return [];
  const isListedAnew = (id: string): boolean => !before.accessKeys.has(id) && !before.unknown.accessKeys.has(id);
  return [
    ...namesIf(now.accessKeys, before.accessKeys, (id) => !before.accessKeys.has(id)),
    ...namesIf(now.unknown.accessKeys, before.unknown.accessKeys, isListedAnew),
  ];
}

interface Names {
  readonly keys: () => Iterable<string>;
}

function namesIf(now: Names, before: Names, isWanted: (name: string) => boolean): readonly string[] {
  return now === before ? [] : [...now.keys()].filter(isWanted);
}
