import { join } from 'node:path';
import { isApiKey } from '../domain/bounds.ts';
import { digestOf } from '../domain/secret.ts';
import { FolderListing } from './folder-listing.ts';
import { lookAtFile } from './look-at-file.ts';
import type { Part, Pass } from './part.ts';

/** `data/keys`: the file's name is the key, so no message names one. Only digests are kept. */
export class ApiKeysPart implements Part<ReadonlySet<string>> {
  readonly #folder: string;
  readonly #listing: FolderListing;
  #digests: ReadonlySet<string> | undefined;
  #warnings: readonly string[] = [];

  constructor(options: { readonly root: string }) {
    this.#folder = join(options.root, 'data', 'keys');
    this.#listing = new FolderListing(this.#folder, true);
  }

  *read(pass: Pass): Generator<undefined, void> {
    const listing = yield* this.#listing.list(pass);
    if (listing === undefined) return;
    const digests = new Set<string>();
    let skipped = 0;
    for (const name of listing.kind === 'names' ? listing.names : []) {
      if (this.#isKey(name)) digests.add(digestOf(name).toString('hex'));
      else skipped += 1;
      yield;
    }
    this.#digests = isSame(this.#digests, digests) ? this.#digests : digests;
    this.#warnings = listing.kind === 'absent' ? [listing.warning] : this.#warningsFor(skipped);
  }

  value(): ReadonlySet<string> | undefined {
    return this.#digests;
  }

  warnings(): readonly string[] {
    return this.#warnings;
  }

  #isKey(name: string): boolean {
    if (!isApiKey(name)) return false;
    const look = lookAtFile(join(this.#folder, name), 'refuse');
    return look.kind === 'file' && look.size === 0 && !look.isWritableByOthers;
  }

  #warningsFor(skipped: number): readonly string[] {
    if (skipped === 0) return [];
    return [
      `${this.#folder}: ${skipped} skipped: an API key is an empty regular file that others cannot write, named with at least 16 letters, digits, _ or -`,
    ];
  }
}

function isSame(before: ReadonlySet<string> | undefined, now: ReadonlySet<string>): boolean {
  return before !== undefined && before.size === now.size && [...now].every((digest) => before.has(digest));
}
