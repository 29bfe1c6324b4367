import type { PanelQuestion } from '../../hestia/lists/panel-lists.ts';
import type { ApiAsker } from './api-asker.ts';

export type RoundAnswer<Facts> =
  /** `broken`: of a list, entries that cannot be read: why, by name. */
  | { readonly kind: 'facts'; readonly facts: Facts; readonly broken?: ReadonlyMap<string, string> }
  | { readonly kind: 'absent' }
  /** It is there, and what it says cannot be read, in words. Concerns this one thing alone, so the round is complete all the same. */
  | { readonly kind: 'broken'; readonly fault: string }
  /** The answer is none of this command's. What was known before stays. */
  | { readonly kind: 'unclear' }
  /** The panel did not answer, and is asked nothing more in this round. What was known before stays. */
  | { readonly kind: 'unanswered' };

/** Why an answer contradicts what is known for certain, in words; undefined: it does not. One that does says nothing. */
export type Contradiction<Facts> = (answer: Extract<RoundAnswer<Facts>, { kind: 'facts' | 'absent' }>) => string | undefined;

/**
 * One round of questions: it ends when the panel does not answer, or refuses the gateway's own key. Each refusal is a failed login at the
 * panel, which bans the gateway after five.
 */
export class ApiRound {
  readonly #asker: ApiAsker;
  readonly #problems: string[] = [];
  #isOver = false;
  #wasRefused = false;

  constructor(asker: ApiAsker) {
    this.#asker = asker;
  }

  get isOver(): boolean {
    return this.#isOver;
  }

  async ask<Facts>(question: PanelQuestion<Facts>, contradiction?: Contradiction<Facts>): Promise<RoundAnswer<Facts>> {
    if (this.#isOver) return unanswered;
    const asked = await this.#asker.ask(question);
    const words = [question.command, ...question.args.filter((arg) => arg !== '')].join(' ');
    const contrary = asked.kind === 'facts' || asked.kind === 'absent' ? contradiction?.(asked) : undefined;
    if (contrary !== undefined) {
      this.#problems.push(`${words}: ${contrary}`);
      return unclear;
    }
    switch (asked.kind) {
      case 'absent':
        return asked;
      case 'facts':
        return asked.broken === undefined ? asked : { ...asked, broken: withCommand(asked.broken, words) };
      case 'broken':
        return { kind: 'broken', fault: `${words}: ${asked.fault}` };
      case 'fault':
        this.#problems.push(`${words}: ${asked.fault}`);
        return unclear;
      case 'silence':
      case 'refusal':
        this.#problems.push(`${words}: ${asked.fault}`);
        this.#isOver = true;
        this.#wasRefused = asked.kind === 'refusal';
        return unanswered;
    }
  }

  /** Waits for what is read. Never rejects: a fault of the gateway's own makes the round incomplete. */
  async guard(reading: Promise<void>): Promise<void> {
    try {
      await reading;
    } catch (error) {
      // Its message could quote an answer, so only its kind is reported.
      const kind = error instanceof Error ? error.name : typeof error;
      this.#problems.push(`reading its answers failed (${kind}): this is a fault of the gateway's`);
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

function withCommand(broken: ReadonlyMap<string, string>, words: string): ReadonlyMap<string, string> {
  return new Map([...broken].map(([name, fault]) => [name, `${words}: ${fault}`]));
}

export const unclear = Object.freeze({ kind: 'unclear' });
const unanswered = Object.freeze({ kind: 'unanswered' });
