import type { Clock } from '../../../domain/clock.ts';
import { RedisAwayError } from './redis-away-error.ts';

export interface OpenQuestionsOptions {
  /** The whole time of a question. */
  /** As it is at this moment. */
  readonly timeoutMs: () => number;
  readonly clock: Clock;
  /** Called once for questions that timed out, unless they were asked before the last loss. */
  readonly onOverdue: () => void;
}

/** One that is not answered yet. */
export interface OpenQuestion {
  readonly askedAtMs: number;
  /** Called where it has had its whole time. */
  readonly fail: (error: RedisAwayError) => void;
  readonly round: number;
}

/** Questions that are not answered yet. One timer for all of them: each has the same time, so that the first is always the oldest. */
export class OpenQuestions {
  readonly #options: OpenQuestionsOptions;
  readonly #open = new Set<OpenQuestion>();
  #timer: NodeJS.Timeout | undefined;
  #round = 0;

  constructor(options: OpenQuestionsOptions) {
    this.#options = options;
  }

  begin(fail: OpenQuestion['fail']): OpenQuestion {
    const { timeoutMs, clock } = this.#options;
    const question = { askedAtMs: clock.monotonicMs(), fail, round: this.#round };
    this.#open.add(question);
    if (this.#timer === undefined) this.#timer = this.#lookIn(timeoutMs());
    return question;
  }

  /** It is answered. False: it has had its time before. */
  end(question: OpenQuestion): boolean {
    return this.#open.delete(question);
  }

  /** Questions asked until now do not count as evidence any more. Their answers are still awaited. */
  clear(): void {
    this.#round += 1;
  }

  #lookIn(ms: number): NodeJS.Timeout {
    // Where this process itself was delayed, the answer may be in the socket already: it is read before the second look.
    return setTimeout(() => setImmediate(() => this.#look()), ms);
  }

  #look(): void {
    const { clock, onOverdue } = this.#options;
    const timeoutMs = this.#options.timeoutMs();
    const nowMs = clock.monotonicMs();
    const overdue: OpenQuestion[] = [];
    let nextMs: number | undefined;
    for (const question of this.#open) {
      const leftMs = question.askedAtMs + timeoutMs - nowMs;
      if (leftMs > 0) {
        nextMs = leftMs;
        break;
      }
      overdue.push(question);
    }
    this.#timer = nextMs === undefined ? undefined : this.#lookIn(Math.ceil(nextMs));
    const isEvidence = overdue.some(({ round }) => round === this.#round);
    for (const question of overdue) this.#open.delete(question);
    if (isEvidence) onOverdue();
    for (const { fail } of overdue) fail(new RedisAwayError(`no answer within ${timeoutMs} ms`));
  }
}
