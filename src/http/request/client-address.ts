import { type Address, parseAddress } from '../../domain/address/address.ts';
import type { ClientPolicy } from '../../domain/policy/policy.ts';
import { isTrustedProxy } from '../../domain/policy/is-trusted-proxy.ts';

export interface Client {
  /** Undefined: no usable address. */
  readonly address: Address | undefined;
  /** The peer, where it is a trusted proxy that spoke for the client. */
  readonly proxy: Address | undefined;
}

/**
 * Who asks. The peer itself, unless it is a trusted proxy: then whom the configured header names. `X-Forwarded-For` is read from the
 * right, past further trusted proxies; everything left of the first untrusted address was written by that client. The other headers name one
 * address, once. Proxies in `clients.deny` are not believed. Any of them may have brackets around an IPv6 address, and a port, as some load balancers write them.
 */
export function clientOf(peer: Address | undefined, headerValues: readonly string[], clients: ClientPolicy): Client {
  if (peer === undefined || !isTrustedProxy(peer, clients)) return { address: peer, proxy: undefined };
  const named = clients.header === 'x-forwarded-for' ? headerValues.flatMap((value) => value.split(',')) : headerValues;
  if (clients.header !== 'x-forwarded-for' && named.length !== 1) return { address: undefined, proxy: peer };
  for (const [index, text] of named.toReversed().entries()) {
    const address = parseNode(withoutBlanks(text));
    const isLast = index === named.length - 1;
    if (address === undefined || isLast || !isTrustedProxy(address, clients)) return { address, proxy: peer };
  }
  return { address: undefined, proxy: peer };
}

const withPort = /^(?:\[(?<six>[^\]]*:[^\]]*)\]|(?<four>[0-9.]+))(?::(?<port>[0-9]{1,5}))?$/;

/** A node as RFC 7239, 6, has it: an address, in brackets an IPv6 one, perhaps with a port. An IPv6 address without brackets has no port. */
function parseNode(text: string): Address | undefined {
  const address = parseAddress(text);
  if (address !== undefined) return address;
  const { six, four = '', port = '0' } = withPort.exec(text)?.groups ?? {};
  return Number(port) > 65_535 ? undefined : parseAddress(six ?? four);
}

/** Optional white space of HTTP: space and tab (RFC 9110, 5.6.3). JavaScript's `trim` takes more. */
function withoutBlanks(text: string): string {
  let from = 0;
  let to = text.length;
  while (from < to && isBlank(text[from])) from += 1;
  while (to > from && isBlank(text[to - 1])) to -= 1;
  return text.slice(from, to);
}

function isBlank(char: string | undefined): boolean {
  return char === ' ' || char === '\t';
}
