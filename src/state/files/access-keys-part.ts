import { join } from 'node:path';
import { isAccessKeyId } from '../../domain/call/bounds.ts';
import type { AccessKey, StateFault } from '../../domain/panel/panel-state.ts';
import { type AccessKeyReading, readAccessKeyFile } from '../../hestia/files/access-key-file.ts';
import { printableText } from '../../hestia/text/printable-text.ts';
import type { Steps } from '../follow/drive.ts';
import { Findings, type Named } from '../follow/findings.ts';
import { FolderListing } from '../follow/folder-listing.ts';
import { FollowedFiles } from '../follow/followed-files.ts';
import { LastGood } from '../follow/last-good.ts';
import type { Part, Pass } from '../follow/part.ts';
import type { PartOptions } from '../follow/part-options.ts';
import { unreadable } from '../follow/unreadable.ts';

/**
 * `data/access-keys`: one file a key. A key that breaks keeps its last good form for a grace; one that is deleted is off at once. A key that
 * is there and cannot be vouched for, whatever the reason, is unknown.
 */
export class AccessKeysPart implements Part<Named<AccessKey>> {
  readonly #options: PartOptions;
  readonly #folder: string;
  readonly #listing: FolderListing;
  readonly #files: FollowedFiles<AccessKeyReading>;
  readonly #lastGood: LastGood<AccessKey>;
  #keys: Named<AccessKey> | undefined;
  #fault: StateFault | undefined;
  #warnings: readonly string[] = [];

  constructor(options: PartOptions) {
    this.#options = options;
    this.#folder = join(options.root, 'data', 'access-keys');
    this.#listing = new FolderListing(this.#folder, { reader: options.reader, mayBeAbsentIn: options.root });
    this.#lastGood = new LastGood(options.timings.graceMs);
    this.#files = new FollowedFiles({
      clock: options.clock,
      settleMs: options.timings.settleMs,
      holdSecrets: true,
      bounds: { maxBytes: 64 * 1024, longer: 'refuse', links: 'refuse' },
      parse: (text, id) => readAccessKeyFile(id, text),
    });
  }

  *read(pass: Pass): Steps<void> {
    const listing = yield* this.#listing.listInSteps(pass);
    if (listing === undefined) return;
    const names = listing.kind === 'names' ? listing.names : [];
    const found = new Findings('keys', this.#keys);
    if (listing.kind === 'absent') found.warnings.push(listing.warning);
    const seen = new Set<string>();
    this.#files.beginPass();
    for (const name of names) {
      seen.add(name);
      if (isAccessKeyId(name)) this.#readKey(name, pass, found);
      else found.warnings.push(`${this.#pathOf(name)}: skipped: a key file is named for its id, 20 letters and digits`);
      yield;
    }
    yield* this.#lastGood.forgetOthersInSteps(seen);
    this.#keys = found.things();
    this.#fault = found.fault();
    this.#warnings = found.warnings;
  }

  value(): Named<AccessKey> | undefined {
    return this.#keys;
  }

  fault(): StateFault | undefined {
    return this.#fault;
  }

  warnings(): readonly string[] {
    return this.#warnings;
  }

  #readKey(id: string, pass: Pass, found: Findings<AccessKey>): void {
    const path = this.#pathOf(id);
    const reading = this.#files.read(path, id);
    switch (reading.kind) {
      case 'read':
        if (reading.value.kind === 'faults')
          return this.#addBroken(id, { faultOf: offBecause(path, reading.value.faults), pass }, found);
        this.#lastGood.keep(id, reading.value.key);
        return found.add(id, reading.value.key);
      case 'unsettled':
        pass.againIn(reading.settledInMs ?? this.#options.timings.aheadRetryMs);
        return this.#addBroken(id, { faultOf: reading.settledInMs === undefined ? aheadOf(path) : undefined, pass }, found);
      case 'unusable':
        return this.#addBroken(id, { faultOf: () => unreadable(path, reading.code, { usualMode: '640' }), pass }, found);
      case 'refused':
        // What is no key file any more, and what others may have written, gets no grace.
        this.#lastGood.forget(id);
        return found.addUnknown(id, () => `${path}: skipped: it ${reading.why}`);
      case 'missing':
        return this.#lastGood.forget(id);
    }
  }

  /** @param broken `faultOf`: why nothing of the key counts now, in words; undefined while that may still change */
  #addBroken(id: string, { faultOf, pass }: Broken, found: Findings<AccessKey>): void {
    const kept = this.#lastGood.afterBreak(id, pass.startedAtMs);
    if (kept === undefined) return found.addUnknown(id, faultOf);
    pass.againIn(kept.leftMs);
    found.add(id, kept.good);
  }

  #pathOf(name: string): string {
    return join(this.#folder, printableText(name));
  }
}

interface Broken {
  readonly faultOf: (() => string) | undefined;
  readonly pass: Pass;
}

function offBecause(path: string, faults: readonly string[]): () => string {
  return () => `${path}: the key is off: ${faults.join('; ')}`;
}

function aheadOf(path: string): () => string {
  return offBecause(path, ["the file has a time ahead of the clock; set this machine's clock, or touch the file"]);
}
