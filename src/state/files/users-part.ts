import { lstatSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { StateFault, UserStatus } from '../../domain/panel/panel-state.ts';
import { lineFormFault } from '../../hestia/text/line-form.ts';
import { isUserName, readUserFile } from '../../hestia/files/user-file.ts';
import type { Steps } from '../follow/drive.ts';
import { Findings, type Named } from '../follow/findings.ts';
import { type FileReading, FollowedFiles } from '../follow/followed-files.ts';
import { dataIsAway, holdsUsers } from '../follow/holds-users.ts';
import { LastGood } from '../follow/last-good.ts';
import type { Part, Pass } from '../follow/part.ts';
import type { PanelReader } from '../follow/panel-reader.ts';
import type { PartOptions } from '../follow/part-options.ts';
import { unreadable } from '../follow/unreadable.ts';

/** A fault, in words: the file says neither. */
type UserReading = UserStatus | { readonly fault: string };

const noStatus = "expected a line SUSPENDED='no' or SUSPENDED='yes'";

/**
 * `data/users/NAME/user.conf`, of some users only: the panel rewrites these files all day. A file that says neither keeps what it said last
 * for a grace; after that, and where it cannot be read, the user is unknown. Without a file there is no user, as long as the panel's data is
 * there.
 */
export class UsersPart implements Part<Named<UserStatus>> {
  readonly #root: string;
  readonly #folder: string;
  readonly #reader: PanelReader;
  readonly #namesToRead: () => ReadonlySet<string>;
  readonly #files: FollowedFiles<UserReading>;
  readonly #lastGood: LastGood<UserStatus>;
  #users: Named<UserStatus> | undefined;
  #fault: StateFault | undefined;
  #warnings: readonly string[] = [];

  /** @param namesToRead asked anew in every pass */
  constructor(options: PartOptions, namesToRead: () => ReadonlySet<string>) {
    this.#root = options.root;
    this.#folder = join(options.root, 'data', 'users');
    this.#reader = options.reader;
    this.#namesToRead = namesToRead;
    this.#lastGood = new LastGood(options.timings.graceMs);
    this.#files = new FollowedFiles({
      clock: options.clock,
      settleMs: options.timings.settleMs,
      holdSecrets: false,
      bounds: { maxBytes: 64 * 1024, longer: 'refuse', links: 'refuse' },
      parse: (text) => readUserFile(text) ?? { fault: [noStatus, lineFormFault(text) ?? []].flat().join('; ') },
    });
  }

  *read(pass: Pass): Steps<void> {
    const found = new Findings('users', this.#users);
    const names = this.#namesToRead();
    const isThere = holdsUsers(this.#root);
    if (!isThere) pass.fail(`${this.#folder} holds no user: ${dataIsAway(this.#reader)}`);
    this.#files.beginPass();
    for (const name of names) {
      if (!isThere) this.#leaveUser(name, found);
      else if (isUserName(name)) this.#readUser(name, pass, found);
      yield;
    }
    yield* this.#lastGood.forgetOthersInSteps(names);
    this.#users = found.things();
    this.#fault = found.fault();
    this.#warnings = found.warnings;
  }

  value(): Named<UserStatus> | undefined {
    return this.#users;
  }

  fault(): StateFault | undefined {
    return this.#fault;
  }

  warnings(): readonly string[] {
    return this.#warnings;
  }

  #readUser(name: string, pass: Pass, found: Findings<UserStatus>): undefined {
    const path = join(this.#folder, name, 'user.conf');
    const reading = this.#files.read(path, name);
    if (reading.kind === 'read' && typeof reading.value === 'string') {
      this.#lastGood.keep(name, reading.value);
      return found.add(name, reading.value);
    }
    const odd = reading.kind === 'missing' ? this.#oddFolder(name) : undefined;
    if (reading.kind === 'missing' && odd === undefined) {
      this.#lastGood.forget(name);
      found.warnings.push(`${path}: the user's keys do not work: there is no such file, so there is no such user`);
      return undefined;
    }
    if ('settledInMs' in reading && reading.settledInMs !== undefined) pass.againIn(reading.settledInMs);
    const kept = this.#lastGood.afterBreak(name, pass.startedAtMs);
    if (kept === undefined) return found.addUnknown(name, odd === undefined ? faultOf(path, reading) : () => odd);
    pass.againIn(kept.leftMs);
    return found.add(name, kept.good);
  }

  /** No user's file can be read now, so each user keeps its state. */
  #leaveUser(name: string, found: Findings<UserStatus>): undefined {
    const status = this.#users?.known.get(name);
    return status === undefined ? found.addUnknown(name, undefined) : found.add(name, status);
  }

  /** Why a user whose file cannot be found may exist all the same, in words: the user's folder is there, but is not a folder. */
  #oddFolder(name: string): string | undefined {
    const folder = join(this.#folder, name);
    if (lstatSync(folder, { throwIfNoEntry: false }) === undefined) return undefined;
    if (statSync(folder, { throwIfNoEntry: false })?.isDirectory() === true) return undefined;
    return `${folder} is not a folder, nor a link to one that is there: correct it, or mount the link's target`;
  }
}

/** Undefined: it may be half written. */
function faultOf(path: string, reading: FileReading<UserReading>): (() => string) | undefined {
  if (reading.kind === 'unusable') return () => unreadable(path, reading.code, { usualMode: '660' });
  if (reading.kind === 'refused') return () => `${path} ${reading.why}: put the file itself there`;
  if (reading.kind !== 'read' || reading.settledInMs !== undefined || typeof reading.value === 'string') return undefined;
  const { fault } = reading.value;
  return () => `${path}: the user's keys do not work: ${fault}`;
}
