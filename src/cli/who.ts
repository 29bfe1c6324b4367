import { parseAddress } from '../domain/address.ts';
import { isAccessKeyId } from '../domain/bounds.ts';

/** An address out of `192.0.2.1`, or of a prefix such as `2001:db8::/64` as lists show it; undefined for anything else. */
export function addressIn(text: string): string | undefined {
  const [, address = '', bits = '0'] = /^([^/]+)(?:\/([0-9]{1,3}))?$/.exec(text) ?? [];
  const parsed = parseAddress(address);
  // A wider IPv4 network is nothing that is banned.
  if (parsed === undefined || (parsed.family === 4 && text.includes('/') && bits !== '32')) return undefined;
  return parsed.text;
}

/** An address or the id of an access key. */
export function isSomebody(text: string): boolean {
  return addressIn(text) !== undefined || isAccessKeyId(text);
}

/** As the pages of the second listener want it. */
export function queryOf(who: string): string {
  const address = addressIn(who);
  return new URLSearchParams(address === undefined ? { key: who } : { address }).toString();
}
