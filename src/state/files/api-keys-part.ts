import { join } from 'node:path';
import { isApiKey } from '../../domain/call/bounds.ts';
import type { StateFault } from '../../domain/panel/panel-state.ts';
import { digestOf } from '../../domain/secret.ts';
import type { Steps } from '../follow/drive.ts';
import { FolderListing } from '../follow/folder-listing.ts';
import { type Look, lookAtFile } from '../follow/look-at-file.ts';
import type { Part, Pass } from '../follow/part.ts';
import type { PartOptions } from '../follow/part-options.ts';
import { unreadable } from '../follow/unreadable.ts';

export interface ApiKeys {
  readonly digests: ReadonlySet<string>;
  /** Some or all could not be read: one that is not among the digests may exist. */
  readonly areMore: boolean;
}

/** `data/keys`: the file's name is the key, so no message names one. Only digests are kept. */
export class ApiKeysPart implements Part<ApiKeys> {
  readonly #folder: string;
  readonly #listing: FolderListing;
  #keys: ApiKeys | undefined;
  #fault: StateFault | undefined;
  #warnings: readonly string[] = [];

  constructor({ root, reader }: Pick<PartOptions, 'root' | 'reader'>) {
    this.#folder = join(root, 'data', 'keys');
    this.#listing = new FolderListing(this.#folder, { reader, mayBeAbsentIn: root, mayBeClosed: true });
  }

  *read(pass: Pass): Steps<void> {
    const listing = yield* this.#listing.listInSteps(pass);
    if (listing === undefined) return;
    if (listing.kind === 'closed') return this.#conclude(new Set(), faultOf(listing.fault), [listing.fault]);
    const digests = new Set<string>();
    let skipped = 0;
    let unseen = 0;
    let code = '';
    for (const name of listing.kind === 'names' ? listing.names : []) {
      const look = isApiKey(name) ? lookAtFile(join(this.#folder, name), 'refuse') : undefined;
      if (look?.kind === 'unusable') {
        unseen += 1;
        code = look.code;
      } else if (isKey(look)) digests.add(digestOf(name).toString('hex'));
      else skipped += 1;
      yield;
    }
    const fault = unseen === 0 ? undefined : faultOf(unreadable(join(this.#folder, '…'), code), unseen, unseen + digests.size);
    const warnings = listing.kind === 'absent' ? [listing.warning] : this.#warningsFor(skipped);
    this.#conclude(digests, fault, fault === undefined ? warnings : [...warnings, fault.first]);
  }

  value(): ApiKeys | undefined {
    return this.#keys;
  }

  fault(): StateFault | undefined {
    return this.#fault;
  }

  warnings(): readonly string[] {
    return this.#warnings;
  }

  #conclude(digests: ReadonlySet<string>, fault: StateFault | undefined, warnings: readonly string[]): void {
    const areMore = fault !== undefined;
    if (this.#keys?.areMore !== areMore || !isSame(this.#keys.digests, digests)) this.#keys = { digests, areMore };
    this.#fault = fault;
    this.#warnings = warnings;
  }

  #warningsFor(skipped: number): readonly string[] {
    if (skipped === 0) return [];
    return [
      `${this.#folder}: ${skipped} skipped: an API key is an empty regular file that others cannot write, named with at least 16 letters, digits, _ or -`,
    ];
  }
}

function isKey(look: Look | undefined): boolean {
  return look?.kind === 'file' && look.size === 0 && !look.isWritableByOthers;
}

function faultOf(first: string, unknown = 1, total?: number): StateFault {
  return { part: 'api_keys', total, unknown, first };
}

function isSame(before: ReadonlySet<string>, now: ReadonlySet<string>): boolean {
  return before.size === now.size && [...now].every((digest) => before.has(digest));
}
