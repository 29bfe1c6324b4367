import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';

const maxConnections = 64;
/** Further places, for connections whose first request brings the token. */
const keptForToken = 16;
/** Requests of one connection that have no answer yet; what asks here sends one after the other. */
const maxPending = 8;

/**
 * The connections of the second listener. Everyone on the machine reaches it over TCP, so some places are kept for those who hold the
 * token: where the others are taken, a connection has to show it with its first request, and the one that has not done so for longest makes
 * room for the next.
 */
export class AdminPlaces {
  readonly #holdsToken: ((request: IncomingMessage) => boolean) | undefined;
  readonly #ordinary = new Set<Socket>();
  /** Kept places that are taken by a connection that has not shown the token yet, the oldest first, and by one that has. */
  readonly #unproven = new Set<Socket>();
  readonly #proven = new Set<Socket>();
  readonly #pending = new WeakMap<Socket, number>();

  /** @param holdsToken undefined: none is asked for, and no places are kept */
  constructor(holdsToken: ((request: IncomingMessage) => boolean) | undefined) {
    this.#holdsToken = holdsToken;
  }

  /** A connection has come; it is closed where there is no place for it. */
  enter(socket: Socket): void {
    const places = this.#placesFor();
    if (places === undefined) {
      socket.destroy();
      return;
    }
    places.add(socket);
    socket.once('close', () => this.#leave(socket));
  }

  /** False where the connection was closed, because the request has no place. */
  begin(request: IncomingMessage): boolean {
    const { socket } = request;
    const pending = (this.#pending.get(socket) ?? 0) + 1;
    this.#pending.set(socket, pending);
    if (pending <= maxPending && this.#mayAsk(request)) return true;
    socket.destroy();
    return false;
  }

  /** A request has been answered. */
  end({ socket }: IncomingMessage): void {
    this.#pending.set(socket, (this.#pending.get(socket) ?? 0) - 1);
  }

  #placesFor(): Set<Socket> | undefined {
    if (this.#ordinary.size < maxConnections) return this.#ordinary;
    if (this.#holdsToken === undefined) return undefined;
    if (this.#unproven.size + this.#proven.size < keptForToken) return this.#unproven;
    const [oldest] = this.#unproven;
    if (oldest === undefined) return undefined;
    this.#leave(oldest);
    oldest.destroy();
    return this.#unproven;
  }

  #mayAsk(request: IncomingMessage): boolean {
    const { socket } = request;
    if (!this.#unproven.has(socket)) return true;
    if (this.#holdsToken?.(request) !== true) return false;
    this.#unproven.delete(socket);
    this.#proven.add(socket);
    return true;
  }

  #leave(socket: Socket): void {
    for (const places of [this.#ordinary, this.#unproven, this.#proven]) places.delete(socket);
  }
}
