import type { ByteString } from '../../domain/call/call.ts';
import type { Profile } from '../../domain/panel/panel-state.ts';
import { ListFault } from './json-of-list.ts';
import type { ProfileReading } from '../files/profile-file.ts';
import { type ListReading, readList } from './read-list.ts';
import { shapeOfList } from './shape-of-list.ts';

const names: ReadonlySet<string> = new Set(['API', 'ROLE', 'COMMANDS']);

/** Reads what `v-list-api NAME json` answers. A profile whose ROLE is neither of the two allows nothing. */
export function readProfileList(name: string, text: ByteString): ListReading<ProfileReading> {
  return readList(text, (value) => {
    const members = shapeOfList.record(value, names, 'the profile');
    if (shapeOfList.text(members, 'API', 'the profile') !== name) throw new ListFault('the profile has another name in API');
    const role = shapeOfList.text(members, 'ROLE', 'the profile');
    const commands = shapeOfList.texts(members, 'COMMANDS', 'the profile').map((command) => command.replaceAll(/^ +| +$/g, ''));
    if (role !== 'admin' && role !== 'user') return { kind: 'faults', faults: ['expected the ROLE admin or user'] };
    const profile: Profile = { role, commands: new Set(commands.filter((command) => command !== '')) };
    return { kind: 'profile', profile: Object.freeze(profile) };
  });
}
