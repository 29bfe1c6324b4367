import { StartError } from '../domain/start-error.ts';
import { printable } from '../domain/text/printable.ts';

/** The running gateway has answered that it does not do what it was asked for. */
export class AnsweredError extends StartError {
  /** Why, in its words. */
  readonly words: string;

  constructor(status: number, body: string) {
    const words = printable(body.trim());
    super('EADMINASK', `the gateway answered ${status}: ${words}`);
    this.words = words;
  }
}
