import type { Server } from 'node:http';
import type { AddressInfo, ListenOptions } from 'node:net';
import { errorText } from '../../domain/text/error-text.ts';
import { socketName } from '../../domain/policy/listen-name.ts';
import type { ListenAt } from '../../domain/policy/settings.ts';
import { urlHost } from '../../domain/address/url-host.ts';
import { StartError } from '../../domain/start-error.ts';

/** Connections that wait to be accepted, above all between the end of one process and the start of the next. The system's own bound may be lower. */
const backlog = 4096;

/**
 * Listens on the address of the settings, or on a socket that somebody else has opened and keeps. A Unix socket is never made here: whoever may
 * connect to it is believed, and the gateway could give it to no group but its own.
 *
 * @param fd of that socket
 * @returns the URL, or `unix:PATH`
 * @throws the system's error, or a StartError
 */
export async function listenOn(server: Server, at: ListenAt, fd: number | undefined): Promise<string> {
  if (at.kind === 'socket') {
    await listenOnUnixSocket(server, at.path, fd);
    return socketName(at.path);
  }
  const scheme = at.tls.kind === 'plaintext' ? 'http' : 'https';
  if (fd !== undefined) {
    const { address, port } = await listenOnHandedAddress(server, fd);
    return `${scheme}://${urlHost(address)}:${port}`;
  }
  const bound = await listenAt(server, at);
  return `${scheme}://${urlHost(bound.host)}:${bound.port}`;
}

type Bound = Pick<Extract<ListenAt, { readonly kind: 'tcp' }>, 'host' | 'port'>;

async function listenAt(server: Server, { host, port }: Bound): Promise<Bound> {
  try {
    const address = await listen(server, { host, port, backlog });
    return { host, port: typeof address === 'object' ? (address?.port ?? port) : port };
  } catch (error) {
    // On a system without IPv6 the wildcard is that of IPv4.
    if (host === '::' && isWithoutIPv6(error)) return listenAt(server, { host: '0.0.0.0', port });
    throw error;
  }
}

function isWithoutIPv6(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'EAFNOSUPPORT';
}

async function listenOnHandedAddress(server: Server, fd: number): Promise<AddressInfo> {
  const advice = 'name a TCP address in ListenStream of the socket unit, and leave Accept=no';
  const address = await listenOnHanded(server, fd, advice);
  if (typeof address === 'object' && address !== null) return address;
  server.close();
  throw new StartError('EHANDEDSOCKET', `${handedText(fd)} is not a TCP socket; ${advice}`);
}

async function listenOnUnixSocket(server: Server, path: string, fd: number | undefined): Promise<void> {
  const advice = `write ListenStream=${path} into a socket unit of the gateway, and leave Accept=no`;
  if (fd === undefined)
    throw new StartError('EHANDEDSOCKET', `${path} was not handed over, and the gateway does not make it; ${advice}`);
  const address = await listenOnHanded(server, fd, advice);
  // Node tells addresses of TCP sockets alone.
  if (typeof address !== 'object' || address === null) return;
  server.close();
  throw new StartError('EHANDEDSOCKET', `${handedText(fd)} is not a Unix socket; ${advice}`);
}

function listenOnHanded(server: Server, fd: number, advice: string): Promise<ReturnType<Server['address']>> {
  return listen(server, { fd, backlog }).catch((cause: unknown) => {
    throw new StartError('EHANDEDSOCKET', `${handedText(fd)} is not a socket that listens (${errorText(cause)}); ${advice}`, {
      cause,
    });
  });
}

function handedText(fd: number): string {
  return `file descriptor ${fd}, which was handed over to listen on,`;
}

/** Node also listens on a file descriptor; its types have that under another name. */
type Place = ListenOptions | { readonly fd: number; readonly backlog: number };

function listen(server: Server, place: Place): Promise<ReturnType<Server['address']>> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(place, () => {
      server.off('error', reject);
      resolve(server.address());
    });
  });
}
