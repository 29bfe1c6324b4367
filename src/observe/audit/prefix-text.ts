import { parseAddress } from '../../domain/address.ts';

/** A prefix as people read it: `prefixOf` gives hexadecimal digits of an IPv6 network, this is `2001:db8::/64`. Others stay as they are. */
export function prefixText(prefix: string): string {
  const [, digits = '', bits] = /^([0-9a-f]*)\/([0-9]+)$/.exec(prefix) ?? [];
  if (bits === undefined) return prefix;
  const groups = digits.padEnd(32, '0').match(/.{4}/g) ?? [];
  return `${parseAddress(groups.join(':'))?.text ?? digits}/${bits}`;
}
