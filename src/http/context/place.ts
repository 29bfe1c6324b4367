import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import type { Address } from '../../domain/address/address.ts';

export interface PlaceHolder {
  readonly address: Address | undefined;
  /** The client that it is counted for. Undefined: a trusted proxy, which has no share, because its connections are other clients'. */
  readonly client: string | undefined;
  readonly isPreferred: boolean;
}

/** The places that it is one of. */
interface PlacesOfListener {
  readonly begin: (place: Place) => void;
  readonly rest: (place: Place) => void;
  readonly leave: (place: Place) => void;
  readonly isOverCapacity: (place: Place) => boolean;
}

/** The connection that has the place. */
interface Occupant {
  place: Place | undefined;
  /** Requests that wait for their turn. */
  readonly waiting: number;
  /** The request that came last, until it has been answered. */
  readonly last: { readonly request: IncomingMessage } | undefined;
}

/** What one connection has of the places of its listener. */
export class Place {
  readonly #places: PlacesOfListener;
  readonly #socket: Socket;
  readonly holder: PlaceHolder;
  /** A key of its address may have begun to work while it was open. */
  isPreferred: boolean;
  /** When it began to wait for a request. */
  restedAtMs = 0;
  #bytesAtRest = 0;
  /** What speaks HTTP over it: the socket itself, or the TLS over it. Undefined before the end of the TLS handshake. */
  #carrier: { readonly socket: Socket; readonly connection: Occupant } | undefined;

  constructor(places: PlacesOfListener, socket: Socket, holder: PlaceHolder) {
    this.#places = places;
    this.#socket = socket;
    this.holder = holder;
    this.isPreferred = holder.isPreferred;
  }

  /** The connection can carry requests from now on. */
  carry(socket: Socket, connection: Occupant): void {
    this.#carrier = { socket, connection };
    connection.place = this;
    this.#places.rest(this);
  }

  /** A request has come. */
  begin(): void {
    this.#places.begin(this);
  }

  /** Every request has been answered. */
  rest(): void {
    this.#places.rest(this);
  }

  isOverCapacity(): boolean {
    return this.#places.isOverCapacity(this);
  }

  leave(): void {
    this.#places.leave(this);
  }

  close(): void {
    this.#socket.destroy();
  }

  restAt(nowMs: number): void {
    this.restedAtMs = nowMs;
    this.#bytesAtRest = this.#carrier?.socket.bytesRead ?? 0;
  }

  /** A part of a request has come, which is less than its head. */
  hasBegun(): boolean {
    return this.#carrier !== undefined && this.#carrier.socket.bytesRead > this.#bytesAtRest;
  }

  /** No request of it has come in whole: nothing is in flight for it. */
  isOwedNothing(): boolean {
    if (this.#carrier === undefined) return true;
    const { last, waiting } = this.#carrier.connection;
    return last === undefined || (waiting === 0 && !last.request.complete);
  }
}
