import { join } from 'node:path';
import { isAccessKeyId } from '../domain/bounds.ts';
import type { AccessKey } from '../domain/panel-state.ts';
import { type AccessKeyReading, readAccessKeyFile } from '../hestia/access-key-file.ts';
import { printableText } from '../hestia/printable-text.ts';
import { FolderListing } from './folder-listing.ts';
import { FollowedFiles } from './followed-files.ts';
import { LastGood } from './last-good.ts';
import type { Part, Pass } from './part.ts';
import type { PartOptions } from './part-options.ts';
import { unreadable } from './unreadable.ts';

/** What counts of one key's file now. `fault`: why nothing does, in words; undefined while that may still change. */
interface Found {
  readonly key: AccessKey | undefined;
  readonly fault: string | undefined;
}

/** `data/access-keys`: one file a key. A key that breaks keeps its last good form for a grace; one that is deleted is off at once. */
export class AccessKeysPart implements Part<ReadonlyMap<string, AccessKey>> {
  readonly #folder: string;
  readonly #listing: FolderListing;
  readonly #files: FollowedFiles<AccessKeyReading>;
  readonly #lastGood: LastGood<AccessKey>;
  #keys: ReadonlyMap<string, AccessKey> | undefined;
  #warnings: readonly string[] = [];

  constructor(options: PartOptions) {
    this.#folder = join(options.root, 'data', 'access-keys');
    this.#listing = new FolderListing(this.#folder, true);
    this.#lastGood = new LastGood(options.timings.graceMs);
    this.#files = new FollowedFiles({
      clock: options.clock,
      settleMs: options.timings.settleMs,
      holdSecrets: true,
      bounds: { maxBytes: 64 * 1024, longer: 'refuse', links: 'refuse' },
      parse: (text, id) => readAccessKeyFile(id, text),
    });
  }

  *read(pass: Pass): Generator<undefined, void> {
    const listing = yield* this.#listing.list(pass);
    if (listing === undefined) return;
    const names = listing.kind === 'names' ? listing.names : [];
    const warnings = listing.kind === 'absent' ? [listing.warning] : [];
    const keys = new Map<string, AccessKey>();
    const before = this.#keys;
    const seen = new Set<string>();
    let isSame = true;
    this.#files.beginPass();
    for (const name of names) {
      const { key, fault } = isAccessKeyId(name) ? this.#readKey(name, pass) : notAKey;
      seen.add(name);
      if (key !== undefined) keys.set(name, key);
      isSame &&= before?.get(name) === key;
      if (fault !== undefined) warnings.push(`${join(this.#folder, printableText(name))}: ${fault}`);
      yield;
    }
    yield* this.#lastGood.forgetOthers(seen);
    this.#keys = isSame && before?.size === keys.size ? before : keys;
    this.#warnings = warnings;
  }

  value(): ReadonlyMap<string, AccessKey> | undefined {
    return this.#keys;
  }

  warnings(): readonly string[] {
    return this.#warnings;
  }

  #readKey(id: string, pass: Pass): Found {
    const path = join(this.#folder, id);
    const reading = this.#files.read(path, id);
    switch (reading.kind) {
      case 'read':
        if (reading.value.kind === 'faults') return this.#broken(id, `the key is off: ${reading.value.faults.join('; ')}`, pass);
        this.#lastGood.keep(id, reading.value.key);
        return { key: reading.value.key, fault: undefined };
      case 'unsettled':
        if (reading.settledInMs === undefined)
          return this.#broken(id, 'the key is off: the file has a time ahead of the clock', pass);
        pass.againIn(reading.settledInMs);
        return this.#broken(id, undefined, pass);
      case 'unusable':
        return this.#broken(id, `the key is off: ${unreadable(path, reading.code, 'file')}`, pass);
      case 'refused':
        // What is no key file any more, and what others may have written, gets no grace.
        this.#lastGood.forget(id);
        return { key: undefined, fault: `skipped: it ${reading.why}` };
      case 'missing':
        this.#lastGood.forget(id);
        return { key: undefined, fault: undefined };
    }
  }

  #broken(id: string, fault: string | undefined, pass: Pass): Found {
    const kept = this.#lastGood.afterBreak(id, pass.startedAtMs);
    if (kept === undefined) return { key: undefined, fault };
    pass.againIn(kept.leftMs);
    return { key: kept.good, fault: undefined };
  }
}

const notAKey: Found = Object.freeze({ key: undefined, fault: 'skipped: a key file is named for its id, 20 letters and digits' });
