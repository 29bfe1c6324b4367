import { randomBytes } from 'node:crypto';
import { chmodSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import { fileIdentity } from '../files/file-identity.ts';
import type { FolderReach } from '../files/folder-reach.ts';
import { holdingLine, tryingLine } from './lease-peer.ts';

const mode = 0o600;

/** This process's socket in a folder. A process that connects is told whether this one holds the folder, or is about to. */
export class LeaseSocket {
  readonly name = `writer-${randomBytes(8).toString('hex')}.sock`;
  readonly #reach: FolderReach;
  readonly #open = new Set<Socket>();
  readonly #server: Server;
  #says = tryingLine;
  #identity: string | undefined;

  /** @throws Error of the system where the folder takes no socket */
  static async listen(reach: FolderReach): Promise<LeaseSocket> {
    const socket = new LeaseSocket(reach);
    await socket.#listen();
    return socket;
  }

  private constructor(reach: FolderReach) {
    this.#reach = reach;
    this.#server = createServer((connection) => this.#accept(connection));
  }

  /**
   * False where its file was removed, or the folder is another one by now.
   *
   * @throws StartError where it cannot be known
   */
  isThere(): boolean {
    return this.#identity !== undefined && fileIdentity(this.#reach.namedPathOf(this.name)) === this.#identity;
  }

  /** @param who holds the folder from now on, in words */
  hold(who: string): void {
    this.#says = holdingLine(who);
    for (const connection of this.#open) connection.write(this.#says);
  }

  /** Waiting processes see their connections end. Resolves when the file is gone. */
  close(): Promise<void> {
    return new Promise((resolve) => {
      this.#server.close(() => resolve());
      for (const connection of this.#open) connection.destroy();
    });
  }

  #accept(connection: Socket): void {
    this.#open.add(connection);
    connection.unref();
    connection.on('error', () => connection.destroy());
    connection.once('close', () => this.#open.delete(connection));
    connection.resume();
    connection.write(this.#says);
  }

  #listen(): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#server.once('error', reject);
      this.#server.listen({ path: this.#reach.pathOf(this.name) }, () => {
        this.#server.off('error', reject);
        // A connection that cannot be accepted for want of file descriptors is no fault of this process's lease.
        this.#server.on('error', () => undefined);
        resolve();
      });
      this.#server.unref();
      // Where it could not be made, an error follows.
      if (!this.#server.listening) return;
      chmodSync(this.#reach.pathOf(this.name), mode);
      this.#identity = fileIdentity(this.#reach.pathOf(this.name));
    });
  }
}
