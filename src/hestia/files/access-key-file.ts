import { isSecretKey } from '../../domain/call/bounds.ts';
import type { ByteString } from '../../domain/call/call.ts';
import type { AccessKey, Permissions } from '../../domain/panel/panel-state.ts';
import { digestOf } from '../../domain/secret.ts';
import { readStrictValues } from './key-value-file.ts';
import { isUserName } from './user-file.ts';

export type AccessKeyReading =
  /** Its permissions are `everything` where the file's are empty; that this holds for the root user's keys alone is judged elsewhere. */
  | { readonly kind: 'key'; readonly key: AccessKey }
  /** The key is off. In words, without the file's name and without a value. */
  | { readonly kind: 'faults'; readonly faults: readonly string[] };

const required = ['SECRET_ACCESS_KEY', 'USER', 'PERMISSIONS'] as const;
/** Reserved by the panel, which writes them empty: what they would mean is unknown. */
const reserved = ['EXPIRES_IN', 'IP'] as const;
const known = new Set<string>([...required, ...reserved, 'COMMENT', 'TIME', 'DATE']);

/** Reads an access key's file. Of the secret only the digest is kept. */
export function readAccessKeyFile(id: string, text: ByteString): AccessKeyReading {
  const read = readStrictValues(text);
  if (read.kind === 'faults') return read;
  const faults = faultsOf(read.values);
  if (faults.length > 0) return { kind: 'faults', faults };
  const valueOf = (name: (typeof required)[number]): ByteString => read.values.get(name) ?? '';
  const secretDigest = digestOf(valueOf('SECRET_ACCESS_KEY'));
  const permissions = permissionsOf(valueOf('PERMISSIONS'));
  return { kind: 'key', key: Object.freeze({ id, secretDigest, user: valueOf('USER'), permissions }) };
}

function faultsOf(values: ReadonlyMap<string, ByteString>): readonly string[] {
  const unknown = [...values.keys()].filter((name) => !known.has(name));
  const missing = required.filter((name) => !values.has(name));
  const filled = reserved.filter((name) => (values.get(name) ?? '') !== '');
  const secret = values.get('SECRET_ACCESS_KEY');
  const user = values.get('USER');
  return [
    // The name may be text that a client has put into a comment, so it is not repeated.
    ...(unknown.length > 0 ? [`${unknown.length} of its names are not an access key's`] : []),
    ...missing.map((name) => `has no line ${name}='…'`),
    ...filled.map((name) => `${name} is filled, and what it means is not known`),
    ...(secret !== undefined && !isSecretKey(secret) ? ['SECRET_ACCESS_KEY is not 40 characters of the expected form'] : []),
    ...(user !== undefined && !isUserName(user) ? ["USER is not a user's name"] : []),
  ];
}

/** The empty text is everything; a text of spaces or commas alone names no profile. */
export function permissionsOf(list: ByteString): Permissions {
  if (list === '') return Object.freeze({ kind: 'everything' });
  const names = list.split(',').map((entry) => {
    const name = entry.replaceAll(' ', '');
    return name.slice(name.lastIndexOf('/') + 1);
  });
  return Object.freeze({ kind: 'profiles', names: Object.freeze(names.filter((name) => name !== '')) });
}
