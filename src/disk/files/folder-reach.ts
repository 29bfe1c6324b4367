import { closeSync, constants, openSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';

/** What fits into the system's address of a socket, without the final NUL. */
const maxPathBytes = 107;
const namePattern = /^writer-[0-9a-f]{16}\.sock$/;
const longestName = 'writer-0123456789abcdef.sock';

/** A path by which the sockets of a folder can be reached, also where its own path is too long for the system. */
export class FolderReach {
  readonly #named: string;
  readonly #folder: string;
  readonly #fd: number | undefined;

  /** @throws Error of the system */
  constructor(folder: string) {
    this.#named = folder;
    const isShort = Buffer.byteLength(join(folder, longestName)) <= maxPathBytes;
    this.#fd = isShort ? undefined : openSync(folder, constants.O_RDONLY | constants.O_DIRECTORY);
    this.#folder = this.#fd === undefined ? folder : `/proc/self/fd/${this.#fd}`;
  }

  pathOf(name: string): string {
    return join(this.#folder, name);
  }

  /** The same by the name of the folder, which another folder may have by now. For looking only. */
  namedPathOf(name: string): string {
    return join(this.#named, name);
  }

  /** In order. */
  names(): readonly string[] {
    return readdirSync(this.#folder)
      .filter((name) => namePattern.test(name))
      .toSorted();
  }

  remove(name: string): void {
    rmSync(this.pathOf(name), { force: true });
  }

  close(): void {
    if (this.#fd !== undefined) closeSync(this.#fd);
  }
}
