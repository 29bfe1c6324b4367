import { adviceOnce, withoutAdvice } from '../../domain/text/advice-once.ts';
import type { Log } from '../../domain/log.ts';

type Level = 'warn' | 'error';

const maxMessages = 100;

/** Tells the log each message once, and once more, without the advice, when what it says is over. */
export class Reports {
  readonly #log: Log;
  readonly #level: Level;
  #told: ReadonlySet<string> = new Set();

  constructor(log: Log, level: Level) {
    this.#log = log;
    this.#level = level;
  }

  /**
   * @param messages everything that is odd now
   * @param consequence what it comes to, to stand before each
   */
  update(messages: readonly string[], consequence?: string): void {
    const now = new Map(bounded(messages).map((message) => [withoutAdvice(message), message]));
    const news = [...now].filter(([what]) => !this.#told.has(what)).map(([, message]) => message);
    for (const message of adviceOnce(news)) {
      this.#log[this.#level](consequence === undefined ? message : `${consequence}: ${message}`);
    }
    for (const what of this.#told) {
      if (!now.has(what)) this.#log.info(`resolved: ${what}`);
    }
    this.#told = new Set(now.keys());
  }
}

function bounded(messages: readonly string[]): readonly string[] {
  if (messages.length <= maxMessages) return messages;
  return [...messages.slice(0, maxMessages), `and ${messages.length - maxMessages} more reports of this kind`];
}
