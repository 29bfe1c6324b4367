import type { ByteString } from '../../domain/call/call.ts';
import { readEntriesList } from './read-entries-list.ts';
import type { ListReading } from './read-list.ts';
import { shapeOfList } from './shape-of-list.ts';

const names: ReadonlySet<string> = new Set(['COMMANDS', 'ROLE']);

/** Reads what `v-list-apis json` answers: the names alone. What it says of a profile may be what it said of the one before. */
export function readProfileNamesList(text: ByteString): ListReading<readonly string[]> {
  const reading = readEntriesList(text, (_name, entry) => {
    const members = shapeOfList.record(entry, names, 'a profile');
    shapeOfList.text(members, 'ROLE', 'a profile');
    shapeOfList.texts(members, 'COMMANDS', 'a profile');
  });
  // A profile with a value that cannot be read has its name all the same, and is asked for alone.
  return reading.kind === 'fault'
    ? reading
    : { kind: 'facts', facts: [...reading.facts.keys(), ...(reading.broken?.keys() ?? [])] };
}
