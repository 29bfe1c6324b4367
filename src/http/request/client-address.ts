import { type Address, parseAddress } from '../../domain/address/address.ts';
import { type UnixPeer, unixPeer } from '../../domain/call/unix-peer.ts';
import type { ClientPolicy } from '../../domain/policy/policy.ts';
import { isTrustedProxy } from '../../domain/policy/is-trusted-proxy.ts';
import type { Peer } from '../context/connection.ts';

export interface Client {
  /** Undefined: no usable address. */
  readonly address: Address | undefined;
  /** The other end of the connection, where it is a trusted proxy. */
  readonly proxy: Address | UnixPeer | undefined;
  /** A trusted proxy told who asks, by a header or by the PROXY protocol. */
  readonly isSpokenFor: boolean;
}

/**
 * Who asks. The peer itself, unless it is a trusted proxy: then whom the configured header names. An address that the PROXY protocol announced counts
 * as the peer; the real peer is the proxy. Proxies in `clients.deny` are not believed. Whoever speaks over a Unix socket is believed, and is
 * never the client itself.
 */
export function clientOf(peer: Peer, headerValues: readonly string[], clients: ClientPolicy): Client {
  switch (peer.kind) {
    case 'unix':
      return { address: namedIn(headerValues, clients), proxy: unixPeer, isSpokenFor: true };
    case 'direct':
      return isTrusted(peer.address, clients)
        ? { address: namedIn(headerValues, clients), proxy: peer.address, isSpokenFor: true }
        : { address: peer.address, proxy: undefined, isSpokenFor: false };
    case 'announced':
      return clientAnnounced(peer, headerValues, clients);
  }
}

function clientAnnounced(
  { address, by }: Extract<Peer, { readonly kind: 'announced' }>,
  headerValues: readonly string[],
  clients: ClientPolicy,
): Client {
  // On a connection of the proxy's own no header is believed: its bytes may come from a client whose address the proxy does not know.
  if (by.sortable === address?.sortable) return { address, proxy: by, isSpokenFor: false };
  // The listener accepts PROXY headers from the trusted proxies of any panel; this panel may not trust this one.
  if (!isTrusted(by, clients)) return { address: undefined, proxy: by, isSpokenFor: false };
  return { address: isTrusted(address, clients) ? namedIn(headerValues, clients) : address, proxy: by, isSpokenFor: true };
}

function isTrusted(address: Address | undefined, clients: ClientPolicy): boolean {
  return address !== undefined && isTrustedProxy(address, clients);
}

/**
 * Whom a trusted proxy names; undefined: no usable address. `X-Forwarded-For` is read from the right, past further trusted proxies; everything
 * left of the first untrusted address was written by that client. The other headers name one address, once. Any of them may have brackets around
 * an IPv6 address, and a port, as some load balancers write them.
 */
function namedIn(headerValues: readonly string[], clients: ClientPolicy): Address | undefined {
  if (clients.header !== 'x-forwarded-for')
    return headerValues.length === 1 ? parseNode(withoutBlanks(headerValues[0] ?? '')) : undefined;
  const named = headerValues.flatMap((value) => value.split(','));
  for (const [index, text] of named.toReversed().entries()) {
    const address = parseNode(withoutBlanks(text));
    const isLast = index === named.length - 1;
    if (address === undefined || isLast || !isTrustedProxy(address, clients)) return address;
  }
  return undefined;
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
