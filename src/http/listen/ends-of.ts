import type { Socket } from 'node:net';
import { parseAddress } from '../../domain/address/address.ts';

/** Both ends of a connection as one text. A socket and the TLS over it have their ends in common, and nothing else that is public. */
export function endsOf({ remoteAddress, remotePort, localAddress, localPort }: Socket): string {
  return [parseAddress(remoteAddress ?? '')?.text, remotePort, localAddress, localPort].join(' ');
}
