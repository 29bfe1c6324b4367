import type { Clock } from '../domain/clock.ts';
import { type Notice, type NoticeKind, noticeKinds } from '../domain/notices/notice.ts';
import { Throttle } from '../throttle/throttle.ts';

const hourMs = 3_600_000;
/** Of one kind in an hour. */
const mostOfKind = 10;
/** Of one kind, about which something was told within the hour. The throttle lets through no more; it is a bound for its own sake. */
const mostSubjects = 100;

/**
 * Holds notices back: the same about the same subject, and more than ten of one kind, within an hour. How many were held back is told when the hour
 * is over.
 */
export class NoticeGate {
  readonly #clock: Clock;
  readonly #kinds: ReadonlyMap<NoticeKind, KindOfNotices>;

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#kinds = new Map(noticeKinds.map((kind) => [kind, new KindOfNotices(clock)]));
  }

  /** @param subject of which the notice tells, within its kind */
  async admits(kind: NoticeKind, subject: string): Promise<boolean> {
    return (await this.#kinds.get(kind)?.admits(subject)) ?? false;
  }

  /** What is to be told of those that were held back until now. */
  takeHeld(): readonly Notice[] {
    const atMs = this.#clock.wallMs();
    return [...this.#kinds].flatMap(([of, kind]) => {
      const count = kind.takeHeld();
      return count === 0 ? [] : [{ kind: 'notices.held', atMs, fields: { of, count } } as const];
    });
  }

  /** Since the start. */
  held(kind: NoticeKind): number {
    return this.#kinds.get(kind)?.heldInAll ?? 0;
  }
}

class KindOfNotices {
  readonly #clock: Clock;
  readonly #throttle: Throttle;
  readonly #toldAtMs = new Map<string, number>();
  #held = 0;
  #heldSinceMs = 0;
  heldInAll = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#throttle = new Throttle({ times: mostOfKind, perMs: hourMs, clock });
  }

  async admits(subject: string): Promise<boolean> {
    const nowMs = this.#clock.monotonicMs();
    const toldAtMs = this.#toldAtMs.get(subject);
    if (toldAtMs !== undefined && nowMs - toldAtMs < hourMs) return this.#hold(nowMs);
    // At once: the next about it may come while this one waits.
    this.#remember(subject, nowMs);
    return (await this.#throttle.take()) || this.#hold(nowMs);
  }

  takeHeld(): number {
    if (this.#held === 0 || this.#clock.monotonicMs() - this.#heldSinceMs < hourMs) return 0;
    const held = this.#held;
    this.#held = 0;
    return held;
  }

  #remember(subject: string, nowMs: number): void {
    this.#toldAtMs.delete(subject);
    this.#toldAtMs.set(subject, nowMs);
    for (const oldest of this.#toldAtMs.keys()) {
      if (this.#toldAtMs.size <= mostSubjects) return;
      this.#toldAtMs.delete(oldest);
    }
  }

  #hold(nowMs: number): false {
    if (this.#held === 0) this.#heldSinceMs = nowMs;
    this.#held += 1;
    this.heldInAll += 1;
    return false;
  }
}
