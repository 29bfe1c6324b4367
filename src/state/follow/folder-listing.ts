import { lstatSync, opendirSync } from 'node:fs';
import { systemErrorCode } from '../../domain/text/system-error-code.ts';
import type { Steps } from './drive.ts';
import { dataIsAway, holdsUsers } from './holds-users.ts';
import type { Pass } from './part.ts';
import { noPanelAdvice, type PanelReader } from './panel-reader.ts';
import { unreadable } from './unreadable.ts';

export type Listing =
  | { readonly kind: 'names'; readonly names: readonly string[] }
  /** There never was such a folder at a panel whose other data is there, which is not a fault. */
  | { readonly kind: 'absent'; readonly warning: string }
  /** It is there and cannot be listed: why, in words. */
  | { readonly kind: 'closed'; readonly fault: string };

export interface FolderListingOptions {
  readonly reader: PanelReader;
  /** Root of a panel's files, in whose data the folder may be missing. Undefined: every panel has the folder. */
  readonly mayBeAbsentIn?: string;
  /** True: one that cannot be listed is no fault of the pass, because it takes nothing else of the state with it. */
  readonly mayBeClosed?: boolean;
}

/** Lists one folder, and remembers whether it was ever there: one that disappears is being replaced, not emptied. */
export class FolderListing {
  readonly #path: string;
  readonly #options: FolderListingOptions;
  #wasThere = false;

  constructor(path: string, options: FolderListingOptions) {
    this.#path = path;
    this.#options = options;
  }

  /** In portions, because a folder of 100,000 files takes long. Undefined when it could not be listed; the pass has been told. */
  *listInSteps(pass: Pass): Steps<Listing | undefined> {
    try {
      const names = yield* namesInSteps(this.#path);
      this.#wasThere = true;
      return { kind: 'names', names };
    } catch (error) {
      const fault = this.#faultOf(systemErrorCode(error));
      if (fault === undefined) return { kind: 'absent', warning: `${this.#path} does not exist and counts as empty` };
      if (this.#options.mayBeClosed === true) return { kind: 'closed', fault };
      pass.fail(fault);
      return undefined;
    }
  }

  /** Why what is in the folder cannot be known, in words; undefined: there is no such folder. */
  #faultOf(code: string): string | undefined {
    const { mayBeAbsentIn, reader } = this.#options;
    if (code !== 'ENOENT') return unreadable(this.#path, code);
    if (this.#wasThere)
      return `${this.#path} was there and is gone: put it back, or restart ${reader.name} if it is to stay away`;
    if (mayBeAbsentIn === undefined) return `${this.#path} does not exist: ${noPanelAdvice(reader)}`;
    if (isLink(this.#path))
      return `${this.#path} is a symbolic link to what does not exist: correct the link, or mount its target`;
    return holdsUsers(mayBeAbsentIn)
      ? undefined
      : `${this.#path} does not exist, and data/users holds no user: ${dataIsAway(reader)}`;
  }
}

const portion = 256;
const maxSorted = 1000;

/** Sorted, but for folders so large that sorting would take long, too. */
function* namesInSteps(path: string): Steps<readonly string[]> {
  const names: string[] = [];
  const folder = opendirSync(path, { bufferSize: portion });
  try {
    for (let entry = folder.readSync(); entry !== null; entry = folder.readSync()) {
      names.push(entry.name);
      if (names.length % portion === 0) yield;
    }
  } finally {
    folder.closeSync();
  }
  return names.length > maxSorted ? names : names.toSorted();
}

function isLink(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() === true;
}
