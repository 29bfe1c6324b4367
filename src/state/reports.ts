import type { Log } from '../domain/log.ts';

type Level = 'warn' | 'error';

const maxMessages = 100;

/** Tells the log each message once, and once more when what it says is over. */
export class Reports {
  readonly #log: Log;
  readonly #level: Level;
  #told: ReadonlySet<string> = new Set();

  constructor(log: Log, level: Level) {
    this.#log = log;
    this.#level = level;
  }

  /** @param messages everything that is odd now */
  update(messages: readonly string[]): void {
    const now = new Set(bounded(messages));
    for (const message of now) {
      if (!this.#told.has(message)) this.#log[this.#level](message);
    }
    for (const message of this.#told) {
      if (!now.has(message)) this.#log.info(`no longer so: ${message}`);
    }
    this.#told = now;
  }
}

function bounded(messages: readonly string[]): readonly string[] {
  if (messages.length <= maxMessages) return messages;
  return [...messages.slice(0, maxMessages), `and ${messages.length - maxMessages} more reports of this kind`];
}
