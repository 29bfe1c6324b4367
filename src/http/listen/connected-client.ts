import type { ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { ClientPresence } from '../../domain/gateway/panel-client.ts';
import type { StallWatch } from '../bounds/stall-watch.ts';

/**
 * The client of one request, as its connection tells. A client that reset the connection has left. One that has only closed its side
 * after a whole request waits for its answer (RFC 9112, 9.6), unless this process was suspended since the request came: then the client has given up
 * long ago.
 */
export class ConnectedClient implements ClientPresence {
  readonly #response: ServerResponse;
  readonly #socket: Socket;
  readonly #stalls: StallWatch;
  readonly #stallsBefore: number;

  constructor(response: ServerResponse, socket: Socket, stalls: StallWatch) {
    this.#response = response;
    this.#socket = socket;
    this.#stalls = stalls;
    // A request that is read while the process catches up may have come before it was suspended.
    this.#stallsBefore = stalls.countBefore();
  }

  hasLeft(): boolean {
    return this.#response.destroyed || (this.#socket.readableEnded && this.#stalls.count() > this.#stallsBefore);
  }

  /** Listens only where somebody asks for it: most calls have their place at once. */
  whenLeft(tell: () => void): () => void {
    const tellIfLeft = (): void => {
      if (this.hasLeft()) tell();
    };
    this.#response.once('close', tell);
    this.#socket.once('end', tellIfLeft);
    return () => {
      this.#response.off('close', tell);
      this.#socket.off('end', tellIfLeft);
    };
  }

  noticed(): Promise<void> | undefined {
    return this.#stalls.isCatchingUp() ? turnOfTheLoop() : undefined;
  }
}

/** Events that have happened on connections are delivered within one whole turn of the event loop: the second immediate follows a poll. */
function turnOfTheLoop(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(() => setImmediate(resolve));
  });
}
