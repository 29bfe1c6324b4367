import { randomInt, randomUUID } from 'node:crypto';
import type { Clock } from '../domain/clock.ts';
import type { SentKind } from '../domain/notices/notice.ts';
import type { Log } from '../domain/log.ts';
import type { Posted } from './post-notice.ts';

export interface OutboxBounds {
  readonly waiting: number;
  readonly tries: number;
  readonly ageMs: number;
}

/** Ten tries take some three hours. */
const usualBounds: OutboxBounds = { waiting: 100, tries: 10, ageMs: 6 * 3_600_000 };

const firstWaitMs = 5000;
const longestWaitMs = 3_600_000;
/** While a receiver is away, it is tried so often with one notice or another. */
const longestPauseMs = 300_000;
/** It wants no further tries (RFC 9110, 15.5.11). */
const gone = 410;

/** `failed`: given up after its tries; `dropped`: it had to make room for a newer one. */
export type LostAs = 'failed' | 'dropped';

export interface OutboxOptions {
  /** Never rejects. */
  readonly post: (id: string, body: string) => Promise<Posted>;
  readonly clock: Clock;
  readonly log: Log;
  readonly bounds?: OutboxBounds;
}

interface Waiting {
  readonly id: string;
  readonly kind: SentKind;
  readonly body: string;
  readonly sinceMs: number;
  tries: number;
  nextMs: number;
}

/** Notices on their way: one try at a time, each with its own number of tries, and a pause for all while the receiver is away. In memory. */
export class Outbox {
  readonly #options: OutboxOptions;
  readonly #bounds: OutboxBounds;
  readonly #waiting = new Set<Waiting>();
  readonly #counts = new Map<string, number>();
  #isSending = false;
  #isClosed = false;
  #failuresInRow = 0;
  #pausedUntilMs = Number.NEGATIVE_INFINITY;
  #lastFault: string | undefined;

  constructor(options: OutboxOptions) {
    this.#options = options;
    this.#bounds = options.bounds ?? usualBounds;
  }

  /** How many wait, since when the oldest of them does, and why the last try failed; undefined: it did not. */
  get state(): { readonly waiting: number; readonly oldestMs: number | undefined; readonly fault: string | undefined } {
    const [oldest] = this.#waiting;
    return { waiting: this.#waiting.size, oldestMs: oldest?.sinceMs, fault: this.#lastFault };
  }

  count(kind: SentKind, result: 'sent' | LostAs): number {
    return this.#counts.get(`${kind} ${result}`) ?? 0;
  }

  add(kind: SentKind, body: string): void {
    if (this.#isClosed) return;
    const nowMs = this.#options.clock.monotonicMs();
    const [oldest] = this.#waiting;
    if (oldest !== undefined && this.#waiting.size >= this.#bounds.waiting) this.#lose(oldest, 'dropped');
    this.#waiting.add({ id: newNoticeId(), kind, body, sinceMs: nowMs, tries: 0, nextMs: nowMs });
    this.look();
  }

  /** Tries what is due, and gives up what is too old. */
  look(): void {
    const nowMs = this.#options.clock.monotonicMs();
    for (const notice of this.#waiting) if (nowMs - notice.sinceMs >= this.#bounds.ageMs) this.#lose(notice, 'failed');
    if (!this.#isSending) void this.#sendDue();
  }

  /** Another receiver may be there. */
  retry(): void {
    this.#pausedUntilMs = Number.NEGATIVE_INFINITY;
    this.#failuresInRow = 0;
    for (const notice of this.#waiting) notice.nextMs = this.#options.clock.monotonicMs();
    this.look();
  }

  /** Nothing waits any more: there is nobody to send it to. */
  forget(): void {
    this.#waiting.clear();
    this.#lastFault = undefined;
  }

  close(): void {
    this.#isClosed = true;
    const { size } = this.#waiting;
    if (size > 0) this.#options.log.warn('notices that were not delivered yet are lost', { notices: size });
    this.#waiting.clear();
  }

  async #sendDue(): Promise<void> {
    this.#isSending = true;
    for (let next = this.#due(); next !== undefined; next = this.#due()) {
      next.tries += 1;
      const posted = await this.#options.post(next.id, next.body);
      // It may have made room meanwhile.
      if (this.#waiting.has(next)) this.#conclude(next, posted);
    }
    // In the turn in which nothing was due: what is added from now on is looked for anew.
    this.#isSending = false;
  }

  #due(): Waiting | undefined {
    const nowMs = this.#options.clock.monotonicMs();
    if (nowMs < this.#pausedUntilMs) return undefined;
    let first: Waiting | undefined;
    for (const each of this.#waiting) {
      if (each.nextMs <= nowMs && (first === undefined || each.nextMs < first.nextMs)) first = each;
    }
    return first;
  }

  #conclude(notice: Waiting, { fault, status, retryAfterMs = 0 }: Posted): void {
    this.#lastFault = fault;
    if (fault === undefined) {
      this.#waiting.delete(notice);
      this.#count(notice.kind, 'sent');
      this.#failuresInRow = 0;
      return;
    }
    const nowMs = this.#options.clock.monotonicMs();
    this.#failuresInRow += 1;
    const pauseMs = Math.min(backoffMs(this.#failuresInRow), longestPauseMs);
    this.#pausedUntilMs = nowMs + Math.max(pauseMs, Math.min(retryAfterMs, longestWaitMs));
    notice.nextMs = nowMs + backoffMs(notice.tries);
    if (notice.tries >= this.#bounds.tries || status === gone) this.#lose(notice, 'failed');
  }

  #lose(notice: Waiting, as: LostAs): void {
    const { kind, id, tries } = notice;
    const fault = this.#lastFault;
    this.#waiting.delete(notice);
    this.#count(kind, as);
    this.#options.log.warn(as === 'failed' ? 'a notice is given up' : 'a notice is dropped for a newer one', {
      kind,
      id,
      tries,
      fault,
    });
  }

  #count(kind: SentKind, result: 'sent' | LostAs): void {
    const name = `${kind} ${result}`;
    this.#counts.set(name, (this.#counts.get(name) ?? 0) + 1);
  }
}

/** No dot in it, which divides what is signed. */
export function newNoticeId(): string {
  return `msg_${randomUUID().replaceAll('-', '')}`;
}

/** 5 s, 20 s, 80 s … up to an hour, each between three quarters and all of that, so that gateways do not return at one moment. */
function backoffMs(tries: number): number {
  const wholeMs = Math.min(firstWaitMs * 4 ** (tries - 1), longestWaitMs);
  return randomInt(Math.ceil(wholeMs * 0.75), wholeMs + 1);
}
