import type { Change, Deeds } from './change.ts';
import { fileDeeds } from './file-change.ts';
import { guardDeeds } from './guard-change.ts';
import { linesDeeds } from './lines-change.ts';
import { listDeeds } from './list-change.ts';
import { ruleDeeds } from './rule-change.ts';
import { unitsDeeds } from './units-change.ts';

/** What can be done about a change, whatever its kind. */
export interface Doing {
  readonly refreshed: () => Promise<Change>;
  readonly remembered: () => Promise<Change>;
  readonly make: () => Promise<void>;
  readonly takeBack: () => Promise<readonly string[]>;
  readonly isMade: () => Promise<boolean>;
}

/** @param program how this program is called */
export function deedsOf(change: Change, program: readonly string[]): Doing {
  switch (change.kind) {
    case 'file':
      return bound(fileDeeds, change);
    case 'lines':
      return bound(linesDeeds, change);
    case 'units':
      return bound(unitsDeeds(program), change);
    case 'list':
      return bound(listDeeds, change);
    case 'guard':
      return bound(guardDeeds, change);
    case 'rule':
      return bound(ruleDeeds, change);
  }
}

function bound<C extends Change>(deeds: Deeds<C>, change: C): Doing {
  return {
    refreshed: async () => deeds.refreshed(change),
    remembered: async () => deeds.remembered(change),
    make: async () => deeds.make(change),
    takeBack: async () => deeds.takeBack(change),
    isMade: async () => deeds.isMade(change),
  };
}
