import type { ByteString } from '../../domain/call/call.ts';
import type { UserStatus } from '../../domain/panel/panel-state.ts';
import { type ListReading, readList } from './read-list.ts';
import { shapeOfList } from './shape-of-list.ts';

/** Reads what `v-list-user NAME json` answers. `neither`: the user's file is half written. */
export function readUserList(name: string, text: ByteString): ListReading<UserStatus | 'neither'> {
  return readList(text, (value) => {
    const [sheet] = shapeOfList.record(value, new Set([name]), 'the whole').values();
    const members = shapeOfList.sheet(sheet ?? value, 'the user');
    const suspended = shapeOfList.text(members, 'SUSPENDED', 'the user');
    if (suspended === 'yes') return 'suspended';
    return suspended === 'no' ? 'active' : 'neither';
  });
}
