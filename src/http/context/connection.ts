import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { type Address, parseAddress } from '../../domain/address/address.ts';
import type { Denial } from '../../domain/call/denial.ts';
import type { UnixPeer } from '../../domain/call/unix-peer.ts';
import type { Place } from './place.ts';

/** The other end of a connection. */
export type Peer =
  /** Of the socket itself; undefined: no usable address. */
  | { readonly kind: 'direct'; readonly address: Address | undefined }
  /** Whom a proxy named by the PROXY protocol; undefined: no usable address. Where it is the proxy's own, the connection is. */
  | { readonly kind: 'announced'; readonly address: Address | undefined; readonly by: Address }
  | UnixPeer;

/** What the gateway remembers of one client connection. */
export interface Connection {
  readonly peer: Peer;
  /** Requests that it has carried. */
  requests: number;
  /** Resolves when every request that came before has been answered: requests of one connection are judged one after the other. */
  turn: Promise<void>;
  /** Requests that wait for their turn. */
  waiting: number;
  /** What the newest answer is written with. */
  answered: ServerResponse | undefined;
  /** Its last answer has been decided: later requests on it are not handled. */
  closing: boolean;
  /** What still comes on the wire is thrown away unread: see `ignoreRest`. */
  isIgnored: boolean;
  /** The request that came last, until it has been answered. */
  last: { readonly request: IncomingMessage; readonly response: ServerResponse } | undefined;
  /** Why the rest of that request will not be read: Node's parser has failed on it. */
  broken: Denial | undefined;
  /** Ends the reading of the current body with a denial; undefined while no body is being read. */
  interrupt: ((denial: Denial) => void) | undefined;
  /** What it has of the places of its listener. */
  place: Place | undefined;
}

/** Connections by their socket. */
export class Connections {
  readonly #known = new WeakMap<Socket, Connection>();

  /** Remembers the peer of a new connection: its address is gone once it has left. */
  open(socket: Socket, peer: Peer): Connection {
    const made: Connection = {
      peer,
      requests: 0,
      turn: Promise.resolve(),
      waiting: 0,
      answered: undefined,
      closing: false,
      isIgnored: false,
      last: undefined,
      broken: undefined,
      interrupt: undefined,
      place: undefined,
    };
    this.#known.set(socket, made);
    return made;
  }

  /** A socket that nobody has opened has no usable address. */
  of(socket: Socket): Connection {
    return this.#known.get(socket) ?? this.open(socket, { kind: 'direct', address: undefined });
  }
}

/** The other end of the socket itself. */
export function directPeer(socket: Socket): Extract<Peer, { readonly kind: 'direct' }> {
  return { kind: 'direct', address: parseAddress(socket.remoteAddress ?? '') };
}

/** Whose address it is that connections are counted for and closed by; undefined: nobody's. */
export function addressOfPeer(peer: Peer): Address | undefined {
  return peer.kind === 'unix' ? undefined : peer.address;
}
