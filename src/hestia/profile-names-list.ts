import type { ByteString } from '../domain/call.ts';
import { type ListReading, readEntriesList } from './read-list.ts';
import { shapeOfList } from './shape-of-list.ts';

const names: ReadonlySet<string> = new Set(['COMMANDS', 'ROLE']);

/** Reads what `v-list-apis json` answers: the names alone. What it says of a profile may be what it said of the one before. */
export function readProfileNamesList(text: ByteString): ListReading<readonly string[]> {
  return readEntriesList(text, (value) => {
    const entries = shapeOfList.entries(value);
    for (const entry of entries.values()) {
      const members = shapeOfList.record(entry, names, 'a profile');
      shapeOfList.text(members, 'ROLE', 'a profile');
      shapeOfList.texts(members, 'COMMANDS', 'a profile');
    }
    return [...entries.keys()];
  });
}
