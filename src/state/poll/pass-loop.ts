import type { Clock } from '../../domain/clock.ts';

/** Runs passes one after the other: never two at once, and another one after each request, however many there were. */
export class PassLoop {
  readonly #clock: Clock;
  readonly #pass: () => Promise<void>;
  #running: Promise<void> | undefined;
  #next: Promise<void> | undefined;
  #timer: NodeJS.Timeout | undefined;
  #dueAtMs = Number.POSITIVE_INFINITY;
  #isStopped = false;

  /** @param pass never rejects */
  constructor(clock: Clock, pass: () => Promise<void>) {
    this.#clock = clock;
    this.#pass = pass;
  }

  /** Resolves after a pass that began after this call. */
  run(): Promise<void> {
    if (this.#isStopped) return Promise.resolve();
    if (this.#running === undefined) return this.#begin();
    this.#next ??= this.#running.then(() => {
      this.#next = undefined;
      return this.#isStopped ? undefined : this.#begin();
    });
    return this.#next;
  }

  /** Schedules a pass after this time, unless one is due sooner. */
  schedule(delayMs: number): void {
    const nowMs = this.#clock.monotonicMs();
    const dueAtMs = nowMs + delayMs;
    // A pass that is overdue has a timer that fires late, so it is scheduled anew.
    const isDueSooner = this.#dueAtMs > nowMs && this.#dueAtMs <= dueAtMs;
    if (this.#isStopped || isDueSooner) return;
    clearTimeout(this.#timer);
    this.#dueAtMs = dueAtMs;
    this.#timer = setTimeout(() => {
      this.#dueAtMs = Number.POSITIVE_INFINITY;
      void this.run();
    }, delayMs);
    this.#timer.unref();
  }

  async stop(): Promise<void> {
    this.#isStopped = true;
    clearTimeout(this.#timer);
    await this.#running;
  }

  async #begin(): Promise<void> {
    this.#running = this.#pass();
    try {
      await this.#running;
    } finally {
      this.#running = undefined;
    }
  }
}
