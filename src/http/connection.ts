import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { type Address, parseAddress } from '../domain/address.ts';
import type { Denial } from '../domain/denial.ts';

/** What the gateway remembers of one client connection. */
export interface Connection {
  readonly peer: Address | undefined;
  /** Requests that it has carried. */
  requests: number;
  /** Resolves when every request that came before has been answered: requests of one connection are judged one after the other. */
  turn: Promise<void>;
  /** Requests that wait for their turn. */
  waiting: number;
  /** Its last answer has been decided on: what follows on the wire is never judged. */
  closing: boolean;
  /** The request that came last, until it has been answered. */
  last: { readonly request: IncomingMessage; readonly response: ServerResponse } | undefined;
  /** Why the rest of that request will never come: Node's parser has given it up. */
  broken: Denial | undefined;
  /** Ends the reading of the current body with a denial; undefined while no body is being read. */
  interrupt: ((denial: Denial) => void) | undefined;
}

/** Connections by their socket. */
export class Connections {
  readonly #known = new WeakMap<Socket, Connection>();

  of(socket: Socket): Connection {
    const known = this.#known.get(socket);
    if (known !== undefined) return known;
    const made: Connection = {
      peer: parseAddress(socket.remoteAddress ?? ''),
      requests: 0,
      turn: Promise.resolve(),
      waiting: 0,
      closing: false,
      last: undefined,
      broken: undefined,
      interrupt: undefined,
    };
    this.#known.set(socket, made);
    return made;
  }
}
