import { isSecretKey } from '../../domain/call/bounds.ts';
import type { ByteString } from '../../domain/call/call.ts';
import { type Digest, digestOf } from '../../domain/secret.ts';
import { type ListedKey, listedKeyOf } from './access-keys-list.ts';
import { type ListReading, readList } from './read-list.ts';
import { shapeOfList } from './shape-of-list.ts';

/** An access key as the panel tells one alone. */
export interface KeyAnswer {
  readonly listed: ListedKey;
  /** Of the secret only this is kept. Undefined: it does not have the form of a secret. */
  readonly secretDigest: Digest | undefined;
}

/** Reads what `v-list-access-key ID json` answers. */
export function readAccessKeyList(id: string, text: ByteString): ListReading<KeyAnswer> {
  return readList(text, (value) => {
    const listed = listedKeyOf(id, value, true);
    const members = shapeOfList.entries(value);
    const secret = shapeOfList.text(members, 'SECRET_ACCESS_KEY', id);
    return { listed, secretDigest: isSecretKey(secret) ? digestOf(secret) : undefined };
  });
}
