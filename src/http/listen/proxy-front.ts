import type { Server } from 'node:http';
import type { Socket } from 'node:net';
import type { Address } from '../../domain/address/address.ts';
import { isTrustedProxy } from '../../domain/policy/is-trusted-proxy.ts';
import { createThrottledLog } from '../../throttle/throttled-log.ts';
import { beforeConnections } from './before-connections.ts';
import { directPeer, type Peer } from '../context/connection.ts';
import { endsOf } from './ends-of.ts';
import { type ProxySource, readProxyHeader } from './proxy-protocol.ts';
import type { Listening } from '../context/listening.ts';
import { failConnection } from '../handle/own-fault.ts';
import type { UnreadSite } from '../handle/refuse-unread.ts';

export interface ProxyFront {
  /** Inserts itself before all current listeners for the server's connections. */
  readonly guard: (server: Server) => void;
  /** The client of a connection, or of the TLS over it. No address where no PROXY header named one. */
  readonly peerOf: (socket: Socket) => Peer;
  /** Connections whose header has not come yet. */
  readonly waiting: ReadonlySet<Socket>;
}

const headerTimeoutMs = 3000;
const nobody: Peer = { kind: 'direct', address: undefined };

/**
 * Reads the PROXY header of each connection before HTTP or TLS is spoken. Connections from other addresses than trusted proxies are closed, and so
 * are those of trusted proxies that send an incomplete or malformed header.
 *
 * Where the gateway itself fails over a connection, it is answered with that; over TLS it is closed.
 *
 * It works within the listening server: a server that does not listen enforces no time limits on connections that are handed to it.
 */
export function createProxyFront(
  site: Pick<Listening, 'rules'> & UnreadSite,
  { isTls }: { readonly isTls: boolean },
): ProxyFront {
  const announced = new Map<string, Peer>();
  const waiting = new Set<Socket>();
  const warn = createThrottledLog(site);

  function refuse(socket: Socket, why: string): void {
    warn('closed a connection to a listener with proxyProtocol', { from: socket.remoteAddress, why });
    socket.destroy();
  }

  function guarded(socket: Socket, act: () => void): void {
    try {
      act();
    } catch (error) {
      failConnection(error, socket, { site, isReadable: !isTls });
    }
  }

  function announce(socket: Socket, peer: Peer): void {
    const ends = endsOf(socket);
    announced.set(ends, peer);
    // Another connection may have the same ends by then.
    socket.once('close', () => announced.get(ends) === peer && announced.delete(ends));
  }

  function accept(socket: Socket, handOn: () => void): void {
    const proxy = directPeer(socket).address;
    if (proxy === undefined || !isTrustedProxy(proxy, site.rules().clients())) {
      refuse(socket, 'it is not in clients.trustedProxies, or is in clients.deny');
      return;
    }
    let received: Buffer = Buffer.alloc(0);
    const timer = setTimeout(() => refuse(socket, `it sent no whole PROXY header within ${headerTimeoutMs} ms`), headerTimeoutMs);
    const leave = (): void => void socket.destroy();
    const forget = (): void => {
      clearTimeout(timer);
      waiting.delete(socket);
      socket.off('data', take).off('end', leave).off('error', leave).off('close', forget);
    };
    const take = (chunk: Buffer): void => guarded(socket, () => read(chunk));
    const read = (chunk: Buffer): void => {
      received = received.length === 0 ? chunk : Buffer.concat([received, chunk]);
      const reading = readProxyHeader(received);
      if (reading.kind === 'needs-more') return;
      if (reading.kind === 'fault') {
        refuse(socket, reading.what);
        return;
      }
      forget();
      announce(socket, peerFrom(reading.source, proxy));
      socket.pause();
      if (received.length > reading.length) socket.unshift(received.subarray(reading.length));
      handOn();
    };
    waiting.add(socket);
    socket.on('data', take).on('end', leave).on('error', leave).on('close', forget);
  }

  return {
    guard: (server) =>
      beforeConnections(server, (socket, handOn) =>
        guarded(socket, () =>
          accept(socket, () => {
            handOn();
            // What looks for TLS takes what was read from the paused socket, and reads on by itself.
            if (!isTls) socket.resume();
          }),
        ),
      ),
    peerOf: (socket) => announced.get(endsOf(socket)) ?? nobody,
    waiting,
  };
}

function peerFrom(source: ProxySource, proxy: Address): Peer {
  return { kind: 'announced', address: source.kind === 'client' ? source.address : proxy, by: proxy };
}
