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

  /** Schedules a pass after this time, unless one is due sooner; one that is overdue is due at once. */
  schedule(delayMs: number): void {
    if (this.#isStopped) return;
    const nowMs = this.#clock.monotonicMs();
    const dueAtMs = Math.min(this.#dueAtMs, nowMs + delayMs);
    const hasItsTimer = dueAtMs === this.#dueAtMs && dueAtMs > nowMs;
    if (hasItsTimer) return;
    clearTimeout(this.#timer);
    this.#dueAtMs = dueAtMs;
    this.#timer = setTimeout(
      () => {
        this.#unschedule();
        void this.run();
      },
      Math.max(0, dueAtMs - nowMs),
    );
    this.#timer.unref();
  }

  async stop(): Promise<void> {
    this.#isStopped = true;
    clearTimeout(this.#timer);
    await this.#running;
  }

  #unschedule(): void {
    clearTimeout(this.#timer);
    this.#dueAtMs = Number.POSITIVE_INFINITY;
  }

  async #begin(): Promise<void> {
    // What is due by now is done by this pass.
    if (this.#dueAtMs <= this.#clock.monotonicMs()) this.#unschedule();
    this.#running = this.#pass();
    try {
      await this.#running;
    } finally {
      this.#running = undefined;
    }
  }
}
