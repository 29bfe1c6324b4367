import type { Clock } from '../../domain/clock.ts';

export interface OpenQuestionsOptions {
  /** The whole time of a question. */
  readonly timeoutMs: number;
  readonly clock: Clock;
  readonly onOverdue: () => void;
}

/** Questions that are not answered yet. One timer for all of them: each has the same time, so that the first is always the oldest. */
export class OpenQuestions {
  readonly #options: OpenQuestionsOptions;
  readonly #askedAtMs = new Map<Promise<unknown>, number>();
  #timer: NodeJS.Timeout | undefined;

  constructor(options: OpenQuestionsOptions) {
    this.#options = options;
  }

  add(answer: Promise<unknown>): void {
    const { timeoutMs, clock } = this.#options;
    this.#askedAtMs.set(answer, clock.monotonicMs());
    this.#timer ??= this.#lookIn(timeoutMs);
  }

  answered(answer: Promise<unknown>): void {
    this.#askedAtMs.delete(answer);
  }

  /** What was asked until now is no evidence any more. */
  clear(): void {
    this.#askedAtMs.clear();
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  #lookIn(ms: number): NodeJS.Timeout {
    // Where this process itself was held up, the answer may lie in the socket already: it is read before the second look.
    return setTimeout(() => setImmediate(() => this.#look()), ms).unref();
  }

  #look(): void {
    const { timeoutMs, clock, onOverdue } = this.#options;
    this.#timer = undefined;
    const [oldestMs] = this.#askedAtMs.values();
    if (oldestMs === undefined) return;
    const leftMs = oldestMs + timeoutMs - clock.monotonicMs();
    if (leftMs <= 0) return onOverdue();
    this.#timer = this.#lookIn(Math.ceil(leftMs));
  }
}
