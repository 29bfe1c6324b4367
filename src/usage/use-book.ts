import type { CredentialKind } from '../domain/call/call.ts';
import type { Busiest, BusiestMinutes } from './busiest-minutes.ts';
import { countUse, joinRows, type Join, rowOfUse, type Use, type UseRow } from './use-row.ts';

/** Whose uses are counted together. Never a secret: an API key has no name. */
export interface User {
  readonly panel: string;
  readonly kind: CredentialKind;
  /** Id of the access key, name of the user with a password; empty for API keys, which are counted as one. */
  readonly name: string;
}

export interface UsesOfOne {
  readonly user: User;
  readonly rows: Map<string, UseRow>;
  busiest: Busiest;
  /** Counts the calls of each minute; undefined: there was none. */
  minutes?: BusiestMinutes;
  /** Since when rows were dropped; undefined: none was. */
  incompleteSinceMs: number | undefined;
}

export interface BookBounds {
  readonly rowsOfOne: number;
  readonly rows: number;
}

/**
 * Uses by credential, command and place. Where there are too many rows, the one goes that has no accepted call and was used least lately, or else
 * the one that was used least lately: of the credential that has too many, or of the one that has most where all together are too many. So one
 * that calls from everywhere pushes out its own rows.
 */
export class UseBook {
  readonly #panels = new Map<string, Map<string, UsesOfOne>>();
  readonly #bounds: BookBounds;
  #rows = 0;

  constructor(bounds: BookBounds) {
    this.#bounds = bounds;
  }

  get rows(): number {
    return this.#rows;
  }

  all(): readonly UsesOfOne[] {
    return [...this.#panels.values()].flatMap((panel) => Array.from(panel.values()));
  }

  ofPanel(name: string): Iterable<UsesOfOne> {
    return this.#panels.get(name)?.values() ?? [];
  }

  of(user: User): UsesOfOne | undefined {
    return this.#panels.get(user.panel)?.get(keyOf(user));
  }

  /** @returns the uses of that credential */
  count(user: User, use: Use): UsesOfOne {
    const uses = this.open(user);
    const key = `${use.command} ${use.place}`;
    const row = uses.rows.get(key);
    if (row !== undefined) countUse(row, use);
    else this.#insert(uses, key, rowOfUse(use), use.atMs);
    return uses;
  }

  /** @returns the row as it is now; undefined: there was no room for it */
  put(user: User, row: UseRow, join: Join): UseRow | undefined {
    const uses = this.open(user);
    const key = `${row.command} ${row.place}`;
    const known = uses.rows.get(key);
    if (known !== undefined) joinRows(known, row, join);
    else this.#insert(uses, key, { ...row }, row.lastMs);
    return uses.rows.get(key);
  }

  open(user: User): UsesOfOne {
    const key = keyOf(user);
    let panel = this.#panels.get(user.panel);
    if (panel === undefined) this.#panels.set(user.panel, (panel = new Map()));
    const known = panel.get(key);
    if (known !== undefined) return known;
    const uses: UsesOfOne = { user, rows: new Map(), busiest: { calls: 0, atMs: 0 }, incompleteSinceMs: undefined };
    panel.set(key, uses);
    return uses;
  }

  /** Those used last before a time are no part of the record any more. */
  forgetBefore(timeMs: number): void {
    for (const uses of this.all()) {
      for (const [key, { lastMs }] of uses.rows) {
        if (lastMs < timeMs && uses.rows.delete(key)) this.#rows -= 1;
      }
      if (uses.rows.size === 0) this.#panels.get(uses.user.panel)?.delete(keyOf(uses.user));
    }
  }

  #insert(uses: UsesOfOne, key: string, row: UseRow, nowMs: number): void {
    uses.rows.set(key, row);
    this.#rows += 1;
    if (uses.rows.size > this.#bounds.rowsOfOne) this.#dropOf(uses, nowMs);
    if (this.#rows > this.#bounds.rows) this.#dropOf(this.#largest(uses), nowMs);
  }

  #dropOf(uses: UsesOfOne, nowMs: number): void {
    let least: readonly [key: string, row: UseRow] | undefined;
    for (const each of uses.rows) if (least === undefined || isBefore(each[1], least[1])) least = each;
    if (least === undefined) return;
    uses.rows.delete(least[0]);
    uses.incompleteSinceMs ??= nowMs;
    this.#rows -= 1;
  }

  #largest(first: UsesOfOne): UsesOfOne {
    let largest = first;
    for (const uses of this.all()) if (uses.rows.size > largest.rows.size) largest = uses;
    return largest;
  }
}

/** Within its panel. Ids of keys stand for themselves: looking one up is on the way of each call. */
function keyOf({ kind, name }: User): string {
  return kind === 'access-key' ? name : `${kind} ${name}`;
}

function isBefore(one: UseRow, other: UseRow): boolean {
  const isUseless = one.accepted === 0;
  return isUseless === (other.accepted === 0) ? one.lastMs < other.lastMs : isUseless;
}
