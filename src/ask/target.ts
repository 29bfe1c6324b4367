import { faultOfRange } from '../domain/address/address-set.ts';
import { parseAddress } from '../domain/address/address.ts';
import { parseNetwork } from '../domain/address/network.ts';
import { isAccessKeyId } from '../domain/call/bounds.ts';
import type { BannedClient } from '../domain/ledger/limits-status.ts';
import { optional, required } from '../terminal/parameter.ts';
import { UsageError } from '../terminal/usage-error.ts';

/** Whom a command is about, as it was written. */
export type Target = { readonly kind: 'key'; readonly text: string } | ClientTarget;

export type ClientTarget = BannedClient & { readonly text: string };

export const targetOperand = required({
  placeholder: 'ADDRESS|KEY',
  about: 'an address, a network, or the id of an access key, as lists show them',
  read: targetIn,
});

export const clientOperand = required({
  placeholder: 'ADDRESS',
  about: 'an IPv4 or IPv6 address, or a network such as 203.0.113.0/24',
  read: clientTargetIn,
});

export const placeOperand = optional({
  placeholder: 'PLACE',
  about: 'behind a key: the address or network that a list shows with it',
  read: clientTargetIn,
});

export const panelOption = optional({
  placeholder: 'NAME',
  about: 'at this panel alone',
  read: (text) => text,
});

/**
 * Reads an address, a network, or the id of an access key.
 *
 * @throws UsageError
 */
function targetIn(text: string): Target {
  return isAccessKeyId(text)
    ? { kind: 'key', text }
    : clientIn(text, 'an address, a network, or the id of an access key (20 letters and digits)');
}

/**
 * Reads an address or a network.
 *
 * @throws UsageError
 */
function clientTargetIn(text: string): ClientTarget {
  return clientIn(text, 'an IPv4 or IPv6 address, or a network such as 203.0.113.0/24');
}

/** Undefined: it is neither an address nor a network. */
export function parseClient(text: string): BannedClient | undefined {
  const address = parseAddress(text);
  if (address !== undefined) return { kind: 'address', address };
  const network = parseNetwork(text);
  return network === undefined ? undefined : { kind: 'network', network };
}

function clientIn(text: string, expected: string): ClientTarget {
  const client = parseClient(text);
  if (client !== undefined) return { ...client, text };
  const fault = faultOfRange(text);
  const isNearly = fault?.includes('did you mean') === true;
  throw new UsageError(isNearly ? fault : `expected ${expected}, found ${JSON.stringify(text)}`);
}

/** As the gateway is asked about it. */
export function queryOf(target: Target, place?: ClientTarget): Readonly<Record<string, string>> {
  if (target.kind !== 'key') return { address: target.text };
  return { key: target.text, ...(place !== undefined && { address: place.text }) };
}
