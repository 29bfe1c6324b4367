import type { Server } from 'node:http';
import type { Socket } from 'node:net';
import { isTrustedProxy } from '../../domain/policy/is-trusted-proxy.ts';
import type { Connection, Peer } from '../context/connection.ts';
import type { ConnectionPlaces } from '../context/connection-places.ts';
import type { Listening } from '../context/listening.ts';
import type { Place } from '../context/place.ts';
import { failConnection, type OwnFault, ownFault } from '../handle/own-fault.ts';
import { endConnection, type UnreadSite } from '../handle/refuse-unread.ts';
import { beforeConnections } from './before-connections.ts';
import { endsOf } from './ends-of.ts';

/** The connections of one listener, from the moment they come. */
export interface Acceptance {
  /** Every connection that was accepted. */
  readonly open: ReadonlySet<Socket>;
  /** What HTTP is spoken over: connections, or the TLS over them. */
  readonly carriers: ReadonlySet<Socket>;
  /** Decides before the server itself sees a connection: one that is refused costs neither a TLS handshake nor a parser. */
  readonly guard: (server: Server) => void;
  /** The TLS handshake of a connection is done. */
  readonly secured: (socket: Socket) => void;
  readonly meet: (socket: Socket) => Connection;
}

export interface AcceptanceParts {
  readonly site: Listening & UnreadSite;
  readonly places: ConnectionPlaces;
  readonly peerOf: (socket: Socket) => Peer;
  readonly isTls: boolean;
}

export function createAcceptance({ site, places, peerOf, isTls }: AcceptanceParts): Acceptance {
  const open = new Set<Socket>();
  const carriers = isTls ? new Set<Socket>() : open;
  const placesByEnds = new Map<string, Place>();
  /** Failures of the gateway's own at accept: answered after the TLS handshake. */
  const faultsByEnds = new Map<string, OwnFault>();
  const meet = (socket: Socket): Connection => site.connections.open(socket, peerOf(socket));

  function isAccepted(socket: Socket): boolean {
    const connection = meet(socket);
    if (isClosedAtAccept(connection, site)) return false;
    const place = places.admit(socket, connection.peer);
    if (place === undefined) return false;
    socket.once('close', () => place.leave());
    if (isTls) keepByEnds(socket, placesByEnds, place);
    else place.carry(socket, connection);
    return true;
  }

  function accept(socket: Socket, handOn: () => void): void {
    try {
      if (!isAccepted(socket)) {
        socket.destroy();
        return;
      }
    } catch (error) {
      if (!isTls) return failConnection(error, socket, { site, isReadable: true });
      keepByEnds(socket, faultsByEnds, ownFault(error, site));
    }
    open.add(socket);
    socket.once('close', () => open.delete(socket));
    handOn();
  }

  function secured(socket: Socket): void {
    const ends = endsOf(socket);
    const connection = meet(socket);
    const fault = faultsByEnds.get(ends);
    if (fault !== undefined) return endConnection(fault, socket, site);
    placesByEnds.get(ends)?.carry(socket, connection);
    carriers.add(socket);
    socket.once('close', () => carriers.delete(socket));
  }

  return { open, carriers, meet, secured, guard: (server) => beforeConnections(server, accept) };
}

/** Until the connection is closed: afterwards another connection may have the same ends. */
function keepByEnds<Value>(socket: Socket, kept: Map<string, Value>, value: Value): void {
  const ends = endsOf(socket);
  kept.set(ends, value);
  socket.once('close', () => kept.get(ends) === value && kept.delete(ends));
}

/**
 * The last level of the escalation. Addresses that the allowlist names, those from which a key worked lately, and trusted proxies are never closed:
 * the refusals may be those of another client behind the same address.
 */
function isClosedAtAccept({ peer }: Connection, site: Listening): boolean {
  if (peer.kind !== 'direct' || peer.address === undefined) return false;
  const { address } = peer;
  if (site.escalation.levelOf(address) !== 'closed') return false;
  if (site.isPreferred(address) || isTrustedProxy(address, site.rules().clients())) return false;
  site.closings.count('refusals');
  return true;
}
