import type { DataFolder } from '../disk/data/data-folder.ts';
import type { DataPart } from '../disk/data/data-part.ts';
import { JournaledFile } from '../disk/journal/journaled-file.ts';
import type { Clock } from '../domain/clock.ts';
import type { Log } from '../domain/log.ts';
import { itemsOf } from '../domain/text/json-fields.ts';
import { BusiestMinutes } from './busiest-minutes.ts';
import { type Novelty, noveltyOf } from './novelty.ts';
import { type BookBounds, UseBook, type User, type UsesOfOne } from './use-book.ts';
import { readUseEntry, recordFields, recordPieces, rowFields, type UseEntry, userFields } from './use-entry.ts';
import { type Join, sum, type Use } from './use-row.ts';

export interface KeptUsesOptions {
  readonly data: Pick<DataFolder, 'pathOf'>;
  readonly clock: Clock;
  readonly log: Log;
  readonly bounds?: BookBounds;
  /** From one writing to the next. */
  readonly writeEveryMs?: number;
}

const usualBounds: BookBounds = { rowsOfOne: 300, rows: 10_000 };
const usualEveryMs = 60_000;
/** How long an unused entry is kept. */
const keptForMs = 400 * 86_400_000;

/**
 * First and last use of each credential by command and place, in `uses.json`. A call is counted in memory; what has changed goes to disk once a
 * minute, and at a stop. While another process may write the file, what is counted here waits beside what was read of it.
 */
export class KeptUses implements DataPart {
  readonly holds = 'the record of uses';
  readonly #options: KeptUsesOptions;
  readonly #file: JournaledFile<UseEntry>;
  readonly #bounds: BookBounds;
  /** By panel, kind and name: minutes go on where what is written begins anew. */
  readonly #minutes = new Map<string, BusiestMinutes>();
  #written: UseBook;
  #ahead: UseBook;
  #sinceMs: number;
  #isOwn = false;
  /** The file may lack what was written in it. */
  #isCutOff = false;
  #timer: NodeJS.Timeout | undefined;

  constructor(options: KeptUsesOptions) {
    const { data, clock, log, bounds = usualBounds } = options;
    this.#options = options;
    this.#bounds = bounds;
    this.#written = new UseBook(bounds);
    this.#ahead = new UseBook(bounds);
    this.#sinceMs = clock.wallMs();
    this.#file = new JournaledFile({
      path: data.pathOf('uses.json'),
      content: () => recordPieces(this.#sinceMs, this.#written),
      recordsIn: ({ record, users, uses }) => [...(record === undefined ? [] : [record]), ...itemsOf(users), ...itemsOf(uses)],
      parse: readUseEntry,
      clock,
      log,
    });
  }

  /** When the record began. */
  get sinceMs(): number {
    return this.#sinceMs;
  }

  /** Nothing waits for it, and nothing is written here. */
  count(user: User, use: Use): void {
    const uses = this.#ahead.count(user, use);
    if (use.isAccepted || use.isCharged === true) (uses.minutes ??= this.#minutesOf(user)).count(use.atMs);
  }

  /** Something is known of that credential. */
  knows(user: User): boolean {
    return this.#written.of(user) !== undefined || this.#ahead.of(user) !== undefined;
  }

  /** What a use that is not counted yet would be the first of; undefined: of nothing, or it is still learned what is usual. */
  noveltyOf(user: User, use: Pick<Use, 'command' | 'place' | 'atMs'>): Novelty | undefined {
    const records = [this.#written.of(user), this.#ahead.of(user)];
    const row = `${use.command} ${use.place}`;
    return records.some((record) => record?.rows.has(row)) ? undefined : noveltyOf(use, records, this.#sinceMs);
  }

  /** All that is known at this moment. */
  book(): UseBook {
    const book = new UseBook(this.#bounds);
    for (const part of [this.#written, this.#ahead]) addAll(book, part, sum);
    for (const uses of book.all()) uses.busiest = this.#busiestOf(uses);
    return book;
  }

  follow(): void {
    this.#written = this.#read(false);
  }

  own(): void {
    if (this.#isOwn) return;
    const found = this.#read(true);
    if (this.#isCutOff) addAll(this.#written, found, Math.max);
    else this.#written = found;
    this.#written.forgetBefore(this.#options.clock.wallMs() - keptForMs);
    this.#file.begin(this.#isCutOff);
    this.#isOwn = true;
    this.#isCutOff = false;
    this.#file.append(recordFields(this.#sinceMs));
    this.#write();
    this.#timer = setInterval(() => this.#write(), this.#options.writeEveryMs ?? usualEveryMs).unref();
  }

  isIntact(): boolean {
    return this.#file.isIntact();
  }

  async suspend(): Promise<void> {
    if (!this.#isOwn) return;
    this.#letGo();
    this.#isCutOff = true;
    await this.#file.abandon();
  }

  async release(): Promise<void> {
    if (!this.#isOwn) return;
    this.#write();
    this.#letGo();
    await this.#file.end();
    this.#isCutOff = this.#file.fault !== undefined;
  }

  isAhead(): boolean {
    return this.#isCutOff || this.#ahead.rows > 0;
  }

  aheadWords(): string | undefined {
    return this.#ahead.rows === 0 ? undefined : `${this.#ahead.rows} rows of the record of uses changed`;
  }

  fault(): string | undefined {
    return this.#file.fault;
  }

  #letGo(): void {
    this.#isOwn = false;
    clearInterval(this.#timer);
  }

  #read(isWriter: boolean): UseBook {
    const book = new UseBook(this.#bounds);
    for (const entry of this.#file.read(isWriter)) {
      if (entry.kind === 'record') this.#sinceMs = Math.min(this.#sinceMs, entry.sinceMs);
      // A later one takes the place of an earlier one, and counts never fall.
      else if (entry.kind === 'row') book.put(entry.user, entry.row, Math.max);
      else takeOver(book.open(entry.user), entry);
    }
    return book;
  }

  #write(): void {
    if (!this.#isOwn) return;
    const ahead = this.#ahead;
    this.#ahead = new UseBook(this.#bounds);
    for (const uses of ahead.all()) {
      const { user, rows } = uses;
      for (const row of rows.values()) {
        const written = this.#written.put(user, row, sum);
        if (written !== undefined) this.#file.append(rowFields(user, written));
      }
      const written = this.#written.open(user);
      takeOver(written, { busiest: this.#busiestOf(uses), incompleteSinceMs: uses.incompleteSinceMs });
      this.#file.append(userFields(written));
    }
  }

  #minutesOf(user: User): BusiestMinutes {
    const known = this.#minutes.get(nameOf(user));
    if (known !== undefined) return known;
    // Keys come and go; the busiest minute that was written stays.
    if (this.#minutes.size >= this.#bounds.rows) this.#minutes.clear();
    const minutes = new BusiestMinutes();
    this.#minutes.set(nameOf(user), minutes);
    return minutes;
  }

  #busiestOf({ user, busiest }: UsesOfOne): UsesOfOne['busiest'] {
    const most = this.#minutes.get(nameOf(user))?.most;
    return most === undefined || most.calls <= busiest.calls ? busiest : most;
  }
}

function nameOf({ panel, kind, name }: User): string {
  return `${panel} ${kind} ${name}`;
}

function takeOver(uses: UsesOfOne, { busiest, incompleteSinceMs }: Pick<UsesOfOne, 'busiest' | 'incompleteSinceMs'>): void {
  if (busiest.calls > uses.busiest.calls) uses.busiest = busiest;
  if (incompleteSinceMs !== undefined) {
    uses.incompleteSinceMs = Math.min(uses.incompleteSinceMs ?? incompleteSinceMs, incompleteSinceMs);
  }
}

function addAll(book: UseBook, other: UseBook, join: Join): void {
  for (const uses of other.all()) {
    for (const row of uses.rows.values()) book.put(uses.user, row, join);
    takeOver(book.open(uses.user), uses);
  }
}
