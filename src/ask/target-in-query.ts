import type { AdminAnswer } from '../admin/admin-answer.ts';
import { type Address, parseAddress } from '../domain/address/address.ts';
import { isAccessKeyId } from '../domain/call/bounds.ts';

/** Whom a question is about, or what to answer where it is about nobody. */
export type AskedTarget =
  | { readonly kind: 'address'; readonly address: Address }
  | { readonly kind: 'key'; readonly key: string }
  | { readonly kind: 'none'; readonly answer: AdminAnswer };

/** Reads `address=ADDRESS`, or `key=ID`, which goes first. */
export function targetInQuery(query: URLSearchParams): AskedTarget {
  const key = query.get('key');
  if (key === null) return addressInQuery(query);
  return isAccessKeyId(key) ? { kind: 'key', key } : none('expected the id of an access key: 20 letters and digits');
}

export function addressInQuery(query: URLSearchParams): Exclude<AskedTarget, { readonly kind: 'key' }> {
  const address = parseAddress(query.get('address') ?? '');
  return address === undefined ? none('expected address=ADDRESS, an IPv4 or IPv6 address') : { kind: 'address', address };
}

function none(text: string): { readonly kind: 'none'; readonly answer: AdminAnswer } {
  return { kind: 'none', answer: { status: 400, body: `${text}\n` } };
}
