import type { Server } from 'node:http';
import type { AddressInfo, ListenOptions } from 'node:net';
import { errorText } from '../../domain/text/error-text.ts';
import type { ListenSettings } from '../../domain/policy/settings.ts';
import { urlHost } from '../../domain/address/url-host.ts';
import { StartError } from '../../domain/start-error.ts';

/** Connections that wait to be accepted, above all between the end of one process and the start of the next. The system's own bound may be lower. */
const backlog = 4096;

/**
 * Listens on the address of the settings, or on a socket that somebody else has opened and keeps.
 *
 * @param fd of that socket
 * @returns the URL
 * @throws the system's error, or a StartError
 */
export async function listenOn(server: Server, settings: ListenSettings, fd: number | undefined): Promise<string> {
  const scheme = settings.tls.kind === 'plaintext' ? 'http' : 'https';
  if (fd !== undefined) {
    const { address, port } = await listenOnHanded(server, fd);
    return `${scheme}://${urlHost(address)}:${port}`;
  }
  const bound = await listenAt(server, settings);
  return `${scheme}://${urlHost(bound.host)}:${bound.port}`;
}

type Bound = Pick<ListenSettings, 'host' | 'port'>;

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

async function listenOnHanded(server: Server, fd: number): Promise<AddressInfo> {
  const what = `file descriptor ${fd}, which was handed over to listen on,`;
  const advice = 'name a TCP address in ListenStream of the socket unit, and leave Accept=no';
  const address = await listen(server, { fd, backlog }).catch((cause: unknown) => {
    throw new StartError('EHANDEDSOCKET', `${what} is not a socket that listens (${errorText(cause)}); ${advice}`, { cause });
  });
  if (typeof address === 'object' && address !== null) return address;
  server.close();
  throw new StartError('EHANDEDSOCKET', `${what} is not a TCP socket; ${advice}`);
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
