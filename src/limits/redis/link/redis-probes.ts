import { answerWithin } from './answer-within.ts';
import type { RedisClient } from './connect.ts';

/** Runs what decisions about one panel need, on a subject that nobody has; counts nothing. Rejects where Redis does not do it. */
export type RedisProbe = (client: RedisClient) => Promise<unknown>;

/** Panels that are probed together: few, so that a time limit is for Redis and not for how many panels there are. */
const atOnce = 20;

/** The probes of all panels that are reached in one way. */
export class RedisProbes {
  readonly #client: RedisClient;
  readonly #probes = new Set<RedisProbe>();
  #open: Promise<unknown> | undefined;

  constructor(client: RedisClient) {
    this.#client = client;
  }

  /** @returns takes it back */
  add(probe: RedisProbe): () => void {
    this.#probes.add(probe);
    return () => void this.#probes.delete(probe);
  }

  /**
   * Rejects where one fails, or where some together are not answered within this time. Those are waited for the next time, before others are asked: of
   * probes that hang there is never a second.
   */
  async run(withinMs: number): Promise<void> {
    if (this.#open !== undefined) await answerWithin(withinMs, this.#open);
    const probes = [...this.#probes];
    for (let first = 0; first < probes.length; first += atOnce) {
      await answerWithin(withinMs, this.#ask(probes.slice(first, first + atOnce)));
    }
  }

  #ask(probes: readonly RedisProbe[]): Promise<unknown> {
    const asked = Promise.all(probes.map((probe) => probe(this.#client))).finally(() => {
      this.#open = undefined;
    });
    this.#open = asked;
    return asked;
  }
}
