import type { Log } from '../../../domain/log.ts';
import type { RedisFault } from './redis-fault.ts';

export interface AwayLogOptions {
  readonly log: Log;
  /** What the gateway does while Redis is away. */
  readonly meanwhile: () => string;
  /** The panel that this is about; undefined: all of them. */
  readonly panel: string | undefined;
}

/** Logs when Redis is away and when it is back; meanwhile again where the cause changes. */
export class AwayLog {
  readonly #options: AwayLogOptions;
  #told: string | undefined;

  constructor(options: AwayLogOptions) {
    this.#options = options;
  }

  away({ text, cause }: RedisFault): void {
    if (cause === this.#told) return;
    const { log, meanwhile, panel } = this.#options;
    log.warn(`Redis does not answer: ${meanwhile()}`, { error: text, ...(panel === undefined ? {} : { panel }) });
    this.#told = cause;
  }

  /** True where the last line was that it is away. */
  get isAway(): boolean {
    return this.#told !== undefined;
  }

  back(): void {
    const { log, panel } = this.#options;
    log.info('Redis answers: limits and bans are shared', panel === undefined ? {} : { panel });
    this.#told = undefined;
  }
}
