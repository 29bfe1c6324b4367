import type { IncomingMessage } from 'node:http';
import { type Address, parseAddress } from '../../domain/address/address.ts';
import { hostForm } from '../../domain/address/host-form.ts';
import { hostName } from './host-name.ts';

/** What counts of a request; Node's has it. */
interface Asked {
  readonly headersDistinct: IncomingMessage['headersDistinct'];
  readonly socket: { readonly localAddress?: string | undefined };
}

/**
 * Whether a request was meant for this listener: its one Host is a loopback address, `localhost`, a configured host, or the address that
 * the connection was made to; with any port, because ports are forwarded. A name that somebody else's DNS leads here is none of them.
 */
export function createHostCheck(hosts: readonly string[]): (request: Asked) => boolean {
  const own = new Set(hosts.map(hostForm));
  return (request) => {
    const name = hostName(request);
    if (name === undefined) return false;
    if (name === 'localhost' || own.has(name)) return true;
    const address = parseAddress(name);
    if (address === undefined) return false;
    return isLoopback(address) || address.sortable === parseAddress(request.socket.localAddress ?? '')?.sortable;
  };
}

function isLoopback({ family, text }: Address): boolean {
  return family === 4 ? text.startsWith('127.') : text === '::1';
}
