import { randomUUID } from 'node:crypto';
import type { Clock } from '../../../domain/clock.ts';
import { nameOf } from '../../logins/ban-table.ts';
import type { Ban, NamedSubject } from '../../logins/failure-store.ts';
import type { MemoryFailures } from '../../logins/memory-failures.ts';
import { inChunks } from '../link/in-chunks.ts';
import { takeOverOldBans } from './old-bans.ts';
import type { RedisLink } from '../link/redis-link.ts';
import type { RedisNames } from './redis-names.ts';
import type { BanChange, SharedFailures } from './shared-failures.ts';
import type { SharedKnown } from './shared-known.ts';

export interface BanMirrorOptions {
  readonly link: RedisLink;
  readonly names: RedisNames;
  readonly shared: SharedFailures;
  readonly known: SharedKnown;
  /** The mirror itself. */
  readonly local: MemoryFailures;
  /** Of a ban that failures make. */
  readonly longestMs: () => number;
  /** How long after its end a ban still makes the next one longer. */
  readonly rememberedMs: () => number;
  readonly maxEntries: () => number;
  readonly clock: Clock;
  /** Told of each pass that has come to its end. */
  readonly passed: () => void;
}

const everyMs = 300;
/** Where bans of the layout before cannot be read now. */
const takeOverEveryMs = 5000;

/** `anew`: it was ended before, so that it takes the place of whatever runs in Redis; one that has begun only never makes that shorter. */
type Change = 'begun' | 'ended' | 'anew';

/**
 * Keeps this process's bans of one panel equal to those in Redis, so that an arrival is judged without asking. Bans that begin or end here while
 * Redis is away are told to it when it is back, and where it lost its data it is given back what is still known here.
 */
export class BanMirror {
  readonly #options: BanMirrorOptions;
  readonly #endFollowing: () => void;
  /** What was changed here and not there. */
  readonly #untold = new Map<string, { readonly subject: NamedSubject; readonly change: Change }>();
  #mark = '';
  #upTo = 0;
  /** By the wall clock: what became known since may not have reached Redis. */
  #wasEqualAtMs: number;
  #wasAway = false;
  #hasTakenOver = false;
  /** Not again before, by the monotonic clock. */
  #takeOverAtMs = Number.NEGATIVE_INFINITY;
  #pass: Promise<void> | undefined;
  #timer: NodeJS.Timeout | undefined;
  #isStopped = false;

  constructor(options: BanMirrorOptions) {
    this.#options = options;
    this.#wasEqualAtMs = options.clock.wallMs();
    this.#endFollowing = options.link.onReturn(() => {
      this.#wasAway = true;
      void this.pass();
    });
  }

  stop(): void {
    this.#isStopped = true;
    this.#endFollowing();
    clearTimeout(this.#timer);
  }

  /** Tells Redis what it does not know yet, and learns what is new there. Never rejects; what fails is tried again. */
  pass(): Promise<void> {
    this.#pass ??= this.#passOnce().finally(() => {
      this.#pass = undefined;
      clearTimeout(this.#timer);
      if (!this.#isStopped) this.#timer = setTimeout(() => void this.pass(), everyMs).unref();
    });
    return this.#pass;
  }

  /** A ban of this subject was changed here and not in Redis. Where no more such changes can be kept, Redis is not told. */
  changedHere(subject: NamedSubject, changed: 'begun' | 'ended'): void {
    const { local } = this.#options;
    const maxEntries = this.#options.maxEntries();
    if (this.#untold.size >= maxEntries) {
      for (const [name, each] of this.#untold) if (local.bannedMs(each.subject) === undefined) this.#untold.delete(name);
    }
    const before = this.#untold.get(nameOf(subject))?.change ?? 'begun';
    const change = changed === 'begun' && before !== 'begun' ? 'anew' : changed;
    if (this.#untold.size < maxEntries) this.#untold.set(nameOf(subject), { subject, change });
  }

  /** Takes over what Redis knows of a subject. */
  learn({ subject, ban }: BanChange): void {
    const { local } = this.#options;
    if (ban === 'ended') {
      local.unban(subject);
      return;
    }
    local.banTable.add({ ...ban, leftMs: this.#leftMs(ban) }, this.#rememberedMs(ban));
    // Its failures led to the ban; after it they count no longer.
    local.forget(subject);
  }

  async #passOnce(): Promise<void> {
    if (!this.#options.link.isReached) return;
    try {
      await this.#takeOver();
      await this.#tell();
      await this.#learnAll();
      this.#options.passed();
    } catch {
      // Redis is away again: the next pass goes on where this one ended.
    }
  }

  async #takeOver(): Promise<void> {
    const { clock } = this.#options;
    if (this.#hasTakenOver || clock.monotonicMs() < this.#takeOverAtMs) return;
    this.#takeOverAtMs = clock.monotonicMs() + takeOverEveryMs;
    const rememberedMs = ({ ban }: BanChange): number => (ban === 'ended' ? 0 : this.#rememberedMs(ban));
    this.#hasTakenOver = await takeOverOldBans({ ...this.#options, rememberedMs });
  }

  async #tell(): Promise<void> {
    if (this.#untold.size === 0) return;
    const running = new Map(this.#options.local.bans().map((ban) => [nameOf(ban.subject), ban]));
    await inChunks([...this.#untold], async (some) => {
      await Promise.all(
        some.map(async ([name, { subject, change }]) => {
          if (change === 'ended') return this.#options.shared.unban(subject);
          const ban = running.get(name);
          return ban === undefined ? undefined : this.#put(ban, change === 'anew');
        }),
      );
      for (const [name] of some) this.#untold.delete(name);
    });
  }

  async #learnAll(): Promise<void> {
    const { shared, local, known, clock } = this.#options;
    const listed = new Set<string>();
    let isNewData = false;
    for (let isAll = false; !isAll;) {
      const answer = await shared.changes({ mark: this.#mark, upTo: this.#upTo }, randomUUID());
      isNewData ||= answer.mark !== this.#mark;
      for (const change of answer.changes) {
        listed.add(nameOf(change.subject));
        this.learn(change);
      }
      this.#mark = answer.mark;
      this.#upTo = answer.upTo;
      isAll = answer.isAll;
    }
    const nowMs = clock.wallMs();
    if (isNewData) await this.#putBack(local.bans().filter(({ subject }) => !listed.has(nameOf(subject))));
    if (isNewData || this.#wasAway) await known.putBack(isNewData ? 0 : this.#wasEqualAtMs);
    this.#wasAway = false;
    this.#wasEqualAtMs = nowMs;
  }

  async #putBack(bans: readonly Ban[]): Promise<void> {
    await inChunks(bans, (some) => {
      return Promise.all(some.map((ban) => this.#put(ban, false)));
    });
  }

  #put(ban: Ban, replaces: boolean): Promise<void> {
    return this.#options.shared.ban(ban, { rememberedMs: this.#rememberedMs(ban), replaces });
  }

  /** No longer than the longest ban that failures make, which it would exceed where the clock of Redis was set back. */
  #leftMs({ cause, leftMs }: Ban): number {
    return cause === 'manual' ? leftMs : Math.min(leftMs, this.#options.longestMs());
  }

  #rememberedMs({ cause }: Ban): number {
    return cause === 'manual' ? 0 : this.#options.rememberedMs();
  }
}
