import { isAccessKeyId } from '../../domain/call/bounds.ts';
import type { ByteString } from '../../domain/call/call.ts';
import type { Permissions } from '../../domain/panel/panel-state.ts';
import { digestOf } from '../../domain/secret.ts';
import { permissionsOf } from '../files/access-key-file.ts';
import { ListFault, type ListValue } from './json-of-list.ts';
import { readEntriesList } from './read-entries-list.ts';
import type { ListReading } from './read-list.ts';
import { shapeOfList } from './shape-of-list.ts';

/** An access key as the panel lists it, without its secret. */
export interface ListedKey {
  readonly id: string;
  readonly user: ByteString;
  /** `everything` where the list names no profile; for whom that holds is judged elsewhere. */
  readonly permissions: Permissions;
  /** DATE is there. It is the last line that the panel lists of a key's file, and empty while the file is being written. */
  readonly isDated: boolean;
  /** Differs where any of the listed facts differs. */
  readonly fingerprint: string;
}

const listedNames = ['ACCESS_KEY_ID', 'USER', 'PERMISSIONS', 'COMMENT', 'TIME', 'DATE'] as const;
const listed = new Set<string>(listedNames);
const listedWithSecret = new Set<string>([...listedNames, 'SECRET_ACCESS_KEY']);

/** Reads what `v-list-access-keys '' json` answers: keys by id. */
export function readAccessKeysList(text: ByteString): ListReading<ReadonlyMap<string, ListedKey>> {
  return readEntriesList(text, listedKeyOf);
}

/** @throws ListFault */
export function listedKeyOf(id: string, value: ListValue, withSecret = false): ListedKey {
  const where = isAccessKeyId(id) ? id : 'an entry whose name is not an id';
  const members = shapeOfList.record(value, withSecret ? listedWithSecret : listed, where);
  const text = (name: (typeof listedNames)[number]): ByteString => shapeOfList.text(members, name, where);
  if (!isAccessKeyId(id) || text('ACCESS_KEY_ID') !== id) throw new ListFault(`${where} has another ACCESS_KEY_ID`);
  const profiles = shapeOfList.texts(members, 'PERMISSIONS', where);
  const facts = [text('USER'), profiles, text('COMMENT'), text('TIME'), text('DATE')];
  return Object.freeze({
    id,
    user: text('USER'),
    permissions: permissionsOfList(profiles),
    isDated: text('DATE') !== '',
    fingerprint: digestOf(JSON.stringify(facts)).toString('hex'),
  });
}

function permissionsOfList(profiles: readonly ByteString[]): Permissions {
  // Names that are all empty stand for a text of commas, which names no profile and allows nothing: it must not be read as the empty text.
  return permissionsOf(profiles.length === 0 ? '' : `${profiles.join(',')},`);
}
