import { type Address, parseAddress } from '../domain/address/address.ts';
import { hostForm } from '../domain/address/host-form.ts';

/** What counts of a request; Node's has it. */
interface Asked {
  readonly headersDistinct: Readonly<Record<string, readonly string[] | undefined>>;
  readonly socket: { readonly localAddress?: string | undefined };
}

/**
 * Whether a request was meant for this listener: its one Host is a loopback address, `localhost`, a configured host, or the address that
 * the connection was made to; with any port, because ports are forwarded. A name that somebody else's DNS leads here is none of them.
 */
export function createHostCheck(configured: string, others: readonly string[] = []): (request: Asked) => boolean {
  const own = new Set([configured, ...others].map(hostForm));
  return (request) => {
    const name = nameIn(request);
    if (name === undefined) return false;
    if (name === 'localhost' || own.has(name)) return true;
    const address = parseAddress(name);
    if (address === undefined) return false;
    return isLoopback(address) || address.sortable === parseAddress(request.socket.localAddress ?? '')?.sortable;
  };
}

/** Without its port; undefined where there is not exactly one of the right form. */
function nameIn({ headersDistinct }: Asked): string | undefined {
  const [host, ...more] = headersDistinct['host'] ?? [];
  if (host === undefined || more.length > 0) return undefined;
  const [, name] = /^(\[[0-9a-f:.]+\]|[^:[\]]+)(?::[0-9]{1,5})?$/i.exec(host) ?? [];
  return name === undefined ? undefined : hostForm(name);
}

function isLoopback({ family, text }: Address): boolean {
  return family === 4 ? text.startsWith('127.') : text === '::1';
}
