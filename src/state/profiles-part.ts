import { join } from 'node:path';
import type { Profile } from '../domain/panel-state.ts';
import { printableText } from '../hestia/printable-text.ts';
import { type ProfileReading, readProfileFile } from '../hestia/profile-file.ts';
import { FolderListing } from './folder-listing.ts';
import { FollowedFiles } from './followed-files.ts';
import { keepIfSame } from './keep-if-same.ts';
import type { Part, Pass } from './part.ts';
import type { PartOptions } from './part-options.ts';
import { unreadable } from './unreadable.ts';

/** `data/api`: one file a profile. One that breaks allows nothing, at once. */
export class ProfilesPart implements Part<ReadonlyMap<string, Profile>> {
  readonly #folder: string;
  readonly #listing: FolderListing;
  readonly #files: FollowedFiles<ProfileReading>;
  #profiles: ReadonlyMap<string, Profile> | undefined;
  #warnings: readonly string[] = [];

  constructor(options: PartOptions) {
    this.#folder = join(options.root, 'data', 'api');
    this.#listing = new FolderListing(this.#folder, true);
    this.#files = new FollowedFiles({
      clock: options.clock,
      settleMs: options.timings.settleMs,
      holdSecrets: false,
      bounds: { maxBytes: 64 * 1024, longer: 'refuse', links: 'refuse' },
      parse: readProfileFile,
    });
  }

  *read(pass: Pass): Generator<undefined, void> {
    const listing = yield* this.#listing.list(pass);
    if (listing === undefined) return;
    const names = listing.kind === 'names' ? listing.names : [];
    const warnings = listing.kind === 'absent' ? [listing.warning] : [];
    const profiles = new Map<string, Profile>();
    this.#files.beginPass();
    for (const name of names) {
      const profile = this.#readProfile(name, pass);
      if (typeof profile === 'string')
        warnings.push(`${join(this.#folder, printableText(name))}: the profile allows nothing: ${profile}`);
      else if (profile !== undefined) profiles.set(name, profile);
      yield;
    }
    this.#profiles = keepIfSame(this.#profiles, profiles);
    this.#warnings = warnings;
  }

  value(): ReadonlyMap<string, Profile> | undefined {
    return this.#profiles;
  }

  warnings(): readonly string[] {
    return this.#warnings;
  }

  /** A text is a fault, in words. Undefined: it is gone, or being written. */
  #readProfile(name: string, pass: Pass): Profile | string | undefined {
    const path = join(this.#folder, name);
    const reading = this.#files.read(path, name);
    switch (reading.kind) {
      case 'read':
        return reading.value.kind === 'profile' ? reading.value.profile : reading.value.faults.join('; ');
      case 'unsettled':
        if (reading.settledInMs !== undefined) pass.againIn(reading.settledInMs);
        return undefined;
      case 'unusable':
        return unreadable(path, reading.code, 'file');
      case 'refused':
        return `it ${reading.why}`;
      case 'missing':
        return undefined;
    }
  }
}
