import { join } from 'node:path';
import type { Profile, StateFault } from '../../domain/panel/panel-state.ts';
import { printableText } from '../../hestia/text/printable-text.ts';
import { type ProfileReading, readProfileFile } from '../../hestia/files/profile-file.ts';
import type { Steps } from '../follow/drive.ts';
import { Findings, type Named } from '../follow/findings.ts';
import { FolderListing } from '../follow/folder-listing.ts';
import { type FileReading, FollowedFiles } from '../follow/followed-files.ts';
import type { Part, Pass } from '../follow/part.ts';
import type { PartOptions } from '../follow/part-options.ts';
import { unreadable } from '../follow/unreadable.ts';

/** What editors leave beside a file: a backup or a swap file. The panel lists none that begins with a dot. */
const leftover = /^[.#]|~$/;

/**
 * `data/api`: one file a profile. One that is read and broken allows nothing, at once; one that cannot be read, or may be half written, is
 * unknown. A folder, and what an editor leaves, is no profile.
 */
export class ProfilesPart implements Part<Named<Profile>> {
  readonly #folder: string;
  readonly #listing: FolderListing;
  readonly #files: FollowedFiles<ProfileReading>;
  #profiles: Named<Profile> | undefined;
  #fault: StateFault | undefined;
  #notices: readonly string[] = [];
  #warnings: readonly string[] = [];

  constructor(options: PartOptions) {
    this.#folder = join(options.root, 'data', 'api');
    this.#listing = new FolderListing(this.#folder, { reader: options.reader, mayBeAbsentIn: options.root });
    this.#files = new FollowedFiles({
      clock: options.clock,
      settleMs: options.timings.settleMs,
      holdSecrets: false,
      bounds: { maxBytes: 64 * 1024, longer: 'refuse', links: 'refuse' },
      parse: readProfileFile,
    });
  }

  *read(pass: Pass): Steps<void> {
    const listing = yield* this.#listing.listInSteps(pass);
    if (listing === undefined) return;
    const found = new Findings('profiles', this.#profiles);
    if (listing.kind === 'absent') found.warnings.push(listing.warning);
    const notices: string[] = [];
    this.#files.beginPass();
    for (const name of listing.kind === 'names' ? listing.names : []) {
      const notice = leftover.test(name) ? this.#skip(name, found) : this.#readProfile(name, pass, found);
      if (notice !== undefined) notices.push(`${this.#pathOf(name)}: the profile allows nothing: ${notice}`);
      yield;
    }
    this.#profiles = found.things();
    this.#fault = found.fault();
    this.#notices = notices;
    this.#warnings = [...found.warnings, ...notices];
  }

  value(): Named<Profile> | undefined {
    return this.#profiles;
  }

  fault(): StateFault | undefined {
    return this.#fault;
  }

  notices(): readonly string[] {
    return this.#notices;
  }

  warnings(): readonly string[] {
    return this.#warnings;
  }

  /** @returns why the profile is known to allow nothing, in words */
  #readProfile(name: string, pass: Pass, found: Findings<Profile>): string | undefined {
    const reading = this.#files.read(join(this.#folder, name), name);
    if ('settledInMs' in reading && reading.settledInMs !== undefined) pass.againIn(reading.settledInMs);
    if (reading.kind === 'missing') return undefined;
    if (reading.kind === 'refused' && !reading.isFile) return `it ${reading.why}`;
    if (reading.kind !== 'read') return found.addUnknown(name, this.#faultOf(name, reading));
    if (reading.value.kind === 'profile') return found.add(name, reading.value.profile);
    if (reading.settledInMs === undefined) return reading.value.faults.join('; ');
    return found.addUnknown(name, undefined);
  }

  #skip(name: string, found: Findings<Profile>): undefined {
    found.warnings.push(`${this.#pathOf(name)}: skipped: it is named like an editor's backup`);
  }

  /** Undefined: it may be half written. */
  #faultOf(name: string, reading: FileReading<ProfileReading>): (() => string) | undefined {
    if (reading.kind === 'unusable') return () => unreadable(this.#pathOf(name), reading.code);
    return reading.kind === 'refused' ? () => `${this.#pathOf(name)} ${reading.why}: put the file itself there` : undefined;
  }

  #pathOf(name: string): string {
    return join(this.#folder, printableText(name));
  }
}
