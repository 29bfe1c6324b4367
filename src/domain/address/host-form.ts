import { domainToASCII } from 'node:url';
import { parseAddress } from './address.ts';

/**
 * A host in the one form in which hosts are compared: a name in lower case, an internationalised one in its ASCII form (`xn--…`), without
 * the dot of the root at its end; an address as `parseAddress` has it, without brackets. Both ends of a comparison are brought to it.
 *
 * It judges nothing: what is no host stays a text that equals no configured host.
 */
export function hostForm(text: string): string {
  const name = asciiForm(text.replace(/^\[(.*:.*)\]$/, '$1').toLowerCase()).replace(/(?<=[^.])\.$/, '');
  return parseAddress(name)?.text ?? name;
}

/** `domainToASCII` also decodes escapes, which no name contains. */
function asciiForm(text: string): string {
  if (!/[^\p{ASCII}]/u.test(text) || text.includes('%')) return text;
  const ascii = domainToASCII(text);
  return ascii === '' ? text : ascii;
}
