import type { ByteString } from '../../domain/call/call.ts';
import type { UserStatus } from '../../domain/panel/panel-state.ts';
import { readAccessKeyList, type KeyAnswer } from './access-key-list.ts';
import { type ListedKey, readAccessKeysList } from './access-keys-list.ts';
import type { ProfileReading } from '../files/profile-file.ts';
import { readProfileList } from './profile-list.ts';
import { readProfileNamesList } from './profile-names-list.ts';
import type { ListReading } from './read-list.ts';
import { readSysConfigList, type SysConfig } from './sys-config-list.ts';
import { readUserList } from './user-list.ts';

/** One command that the panel is asked, and how its answer is read. */
export interface PanelQuestion<Facts> {
  readonly command: string;
  readonly args: readonly ByteString[];
  readonly read: (text: ByteString) => ListReading<Facts>;
  /** It asks for one thing, which may be gone: the command then ends with one of `absentExitCodes`. */
  readonly mayBeAbsent: boolean;
  /** The answer is this command's, of this one thing, even where one of its values makes it unreadable. */
  readonly isAbout: (text: ByteString) => boolean;
}

/** Not of the form of such a thing's name, and: there is none. */
export const absentExitCodes: ReadonlySet<string> = new Set(['2', '3']);

/**
 * What the panel's API is asked for its state. `v-list-users` is not among it: it lists only users with an e-mail address, and values of one
 * user may be those of the one before.
 */
export const panelLists = {
  sysConfig: list<SysConfig>('v-list-sys-config', ['json'], readSysConfigList),
  /** The first argument is a user, and empty for all. */
  accessKeys: list<ReadonlyMap<string, ListedKey>>('v-list-access-keys', ['', 'json'], readAccessKeysList),
  accessKey: (id: string): PanelQuestion<KeyAnswer> =>
    one(['v-list-access-key', id], readAccessKeyList, `"ACCESS_KEY_ID": "${id}",`),
  profileNames: list<readonly string[]>('v-list-apis', ['json'], readProfileNamesList),
  profile: (name: string): PanelQuestion<ProfileReading> => one(['v-list-api', name], readProfileList, `"API": "${name}",`),
  user: (name: string): PanelQuestion<UserStatus | 'neither'> => one(['v-list-user', name], readUserList, `"${name}": {`),
};

function list<Facts>(command: string, args: readonly ByteString[], read: PanelQuestion<Facts>['read']): PanelQuestion<Facts> {
  return { command, args, read, mayBeAbsent: false, isAbout: () => false };
}

/** @param opening what the answer begins with, inside its braces */
function one<Facts>(
  [command, name]: readonly [string, string],
  read: (name: string, text: ByteString) => ListReading<Facts>,
  opening: string,
): PanelQuestion<Facts> {
  return {
    command,
    args: [name, 'json'],
    read: (text) => read(name, text),
    mayBeAbsent: true,
    isAbout: (text) => text.replace(/^\{\s*/, '').startsWith(opening) && /^\{[^]*\}$/.test(text),
  };
}
