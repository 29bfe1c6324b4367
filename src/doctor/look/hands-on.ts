import { deedsOf } from '../../setup/changes/deeds-of.ts';
import type { Looking } from './looking.ts';

/** The panel's own web server hands its API to the gateway, as setup has made it: not while a bypass, or somebody, has undone it. */
export async function handsOn({ journal: read, program }: Pick<Looking, 'journal' | 'program'>): Promise<boolean> {
  const journal = read();
  if (journal?.mode !== 'inside') return false;
  const closing = journal.entries.filter(({ closesDirectWay }) => closesDirectWay);
  const stand = await Promise.all(
    closing.map(async ({ state, change }) => state === 'made' && (await deedsOf(change, program).isMade())),
  );
  return stand.length > 0 && stand.every(Boolean);
}
