import { connect, type Socket } from 'node:net';

/** Connections that are held open: of one address, or each of its own. */
export class Crowd {
  readonly #url: URL;
  readonly #sockets = new Set<Socket>();
  #answers = 0;

  constructor(url: string) {
    this.#url = new URL(url);
  }

  /** Those that the other side has not ended. */
  get size(): number {
    return this.#sockets.size;
  }

  /** Beginnings of answers that have come. */
  get answers(): number {
    return this.#answers;
  }

  /** Resolves when all are connected. What is given is sent on each. */
  async join(count: number, addressOf: (index: number) => string, bytes: string | Buffer = ''): Promise<void> {
    await Promise.all(Array.from({ length: count }, (_, index) => this.#open(addressOf(index), bytes)));
  }

  leave(): void {
    for (const socket of this.#sockets) socket.destroy();
  }

  #open(localAddress: string, bytes: string | Buffer): Promise<void> {
    return new Promise((resolve) => {
      const socket = connect({ host: this.#url.hostname, port: Number(this.#url.port), localAddress }, () => {
        if (bytes.length > 0) socket.write(bytes);
        resolve();
      });
      this.#sockets.add(socket);
      socket.on('error', () => {
        // The other side has cut the connection off; 'close' follows.
      });
      socket.on('end', () => socket.destroy());
      socket.once('close', () => {
        this.#sockets.delete(socket);
        resolve();
      });
      socket.on('data', (chunk: Buffer) => {
        if (chunk.includes('HTTP/1.1 ')) this.#answers += 1;
      });
    });
  }
}

/** An address of loopback for each index: 127.1.0.1 and on. */
export function loopbackAddress(index: number): string {
  return `127.1.${Math.floor(index / 250)}.${1 + (index % 250)}`;
}
