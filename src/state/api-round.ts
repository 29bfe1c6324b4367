import type { Question } from '../hestia/panel-lists.ts';
import type { ApiAsker } from './api-asker.ts';

export type Answer<Facts> =
  | { readonly kind: 'facts'; readonly facts: Facts }
  | { readonly kind: 'absent' }
  /** What was known before stays. */
  | { readonly kind: 'unknown' };

/**
 * One reading: asks questions until the panel does not answer, or refuses the gateway's own key; then no more. Each refusal is a failed login
 * at the panel, which bans the gateway after five.
 */
export class ApiRound {
  readonly #asker: ApiAsker;
  #problems: readonly string[] = [];
  #isOver = false;
  #wasRefused = false;

  constructor(asker: ApiAsker) {
    this.#asker = asker;
  }

  async ask<Facts>(question: Question<Facts>): Promise<Answer<Facts>> {
    if (this.#isOver) return unknown;
    const asked = await this.#asker.ask(question);
    if (asked.kind === 'facts' || asked.kind === 'absent') return asked;
    const words = [question.command, ...question.args.filter((arg) => arg !== '')].join(' ');
    this.#problems = [...this.#problems, `${words}: ${asked.fault}`];
    this.#isOver = asked.kind !== 'fault';
    this.#wasRefused = asked.kind === 'refusal';
    return unknown;
  }

  /** Waits for what is read. Never rejects: a fault of the gateway's own makes the reading incomplete. */
  async guard(reading: Promise<void>): Promise<void> {
    try {
      await reading;
    } catch (error) {
      // Its message could repeat an answer, so that its kind must do.
      const kind = error instanceof Error ? error.name : typeof error;
      this.#problems = [...this.#problems, `reading its answers failed (${kind}): this is a fault of the gateway's`];
    }
  }

  /** In words. Empty: all that was asked was answered. */
  problems(): readonly string[] {
    return this.#problems;
  }

  outcome(): 'complete' | 'incomplete' | 'refused' {
    if (this.#wasRefused) return 'refused';
    return this.#problems.length === 0 ? 'complete' : 'incomplete';
  }
}

const unknown = Object.freeze({ kind: 'unknown' });
