import { join } from 'node:path';
import type { UserStatus } from '../domain/panel-state.ts';
import { isUserName, readUserFile } from '../hestia/user-file.ts';
import { FollowedFiles } from './followed-files.ts';
import { keepIfSame } from './keep-if-same.ts';
import { LastGood } from './last-good.ts';
import type { Part, Pass } from './part.ts';
import type { PartOptions } from './part-options.ts';
import { unreadable } from './unreadable.ts';

/** `data/users/NAME/user.conf`, of some users only: the panel rewrites these files all day. */
export class UsersPart implements Part<ReadonlyMap<string, UserStatus>> {
  readonly #folder: string;
  readonly #namesToRead: () => ReadonlySet<string>;
  readonly #files: FollowedFiles<UserStatus | undefined>;
  readonly #lastGood: LastGood<UserStatus>;
  #users: ReadonlyMap<string, UserStatus> | undefined;
  #warnings: readonly string[] = [];

  /** @param namesToRead asked anew in every pass */
  constructor(options: PartOptions, namesToRead: () => ReadonlySet<string>) {
    this.#folder = join(options.root, 'data', 'users');
    this.#namesToRead = namesToRead;
    this.#lastGood = new LastGood(options.timings.graceMs);
    this.#files = new FollowedFiles({
      clock: options.clock,
      settleMs: options.timings.settleMs,
      holdSecrets: false,
      bounds: { maxBytes: 64 * 1024, longer: 'refuse', links: 'refuse' },
      parse: readUserFile,
    });
  }

  *read(pass: Pass): Generator<undefined, void> {
    const users = new Map<string, UserStatus>();
    const warnings: string[] = [];
    const names = this.#namesToRead();
    this.#files.beginPass();
    for (const name of names) {
      const path = join(this.#folder, name, 'user.conf');
      const found = isUserName(name) ? this.#readUser(name, path, pass) : undefined;
      if (found?.status !== undefined) users.set(name, found.status);
      if (found?.fault !== undefined) warnings.push(`${path}: the user's keys do not work: ${found.fault}`);
      yield;
    }
    this.#lastGood.forgetOthers(names);
    this.#users = keepIfSame(this.#users, users);
    this.#warnings = warnings;
  }

  value(): ReadonlyMap<string, UserStatus> | undefined {
    return this.#users;
  }

  warnings(): readonly string[] {
    return this.#warnings;
  }

  #readUser(
    name: string,
    path: string,
    pass: Pass,
  ): { readonly status?: UserStatus | undefined; readonly fault?: string | undefined } {
    const reading = this.#files.read(path, name);
    if (reading.kind === 'read' && reading.value !== undefined) {
      this.#lastGood.keep(name, reading.value);
      return { status: reading.value };
    }
    if (reading.kind === 'missing') {
      this.#lastGood.forget(name);
      return { fault: 'there is no such file, so there is no such user' };
    }
    if (reading.kind === 'unsettled' && reading.settledInMs !== undefined) pass.againIn(reading.settledInMs);
    const kept = this.#lastGood.afterBreak(name, pass.startedAtMs);
    if (kept === undefined) return { fault: reading.kind === 'unusable' ? unreadable(path, reading.code, 'file') : noStatus };
    pass.againIn(kept.leftMs);
    return { status: kept.good };
  }
}

const noStatus = "expected a regular file with a line SUSPENDED='no' or SUSPENDED='yes'";
