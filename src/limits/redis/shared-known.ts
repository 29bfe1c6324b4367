import type { Clock } from '../../domain/clock.ts';
import { knownForMs, type KnownPrefixes, maxPrefixesPerKey } from '../known-prefixes.ts';
import { inChunks } from './in-chunks.ts';
import { defineKnownScripts } from './known-scripts.ts';
import { Patience } from './patience.ts';
import type { RedisLink } from './redis-link.ts';

export interface SharedKnownOptions {
  readonly link: RedisLink;
  readonly prefix: string;
  /** What this process knows. */
  readonly local: KnownPrefixes;
  readonly timeoutMs: number;
  readonly clock: Clock;
}

/** From which prefixes keys of one panel were used with success, in Redis. */
export class SharedKnown {
  readonly #options: SharedKnownOptions;

  constructor(options: SharedKnownOptions) {
    this.#options = options;
    defineKnownScripts(options.link.client);
  }

  /** Writes only what is new, which is once a day for each. */
  know(key: string, prefix: string): void {
    const { link, local } = this.#options;
    if (!local.add(key, prefix)) return;
    link.tell((client) => client.hearthgateKnow(this.#nameOf(key), prefix, 0, knownForMs, maxPrefixesPerKey));
  }

  /** @throws RedisAwayError */
  async isKnown(patience: Patience, key: string, prefix: string): Promise<boolean> {
    const { link, local, clock } = this.#options;
    if (local.has(key, prefix)) return true;
    const agoMs = Number(await link.ask(patience, (client) => client.hearthgateKnown(this.#nameOf(key), prefix, knownForMs)));
    if (agoMs < 0) return false;
    local.add(key, prefix, clock.wallMs() - agoMs);
    return true;
  }

  /**
   * Writes what this process knows since then, as the wall clock says.
   *
   * @throws RedisAwayError
   */
  async putBack(sinceMs: number): Promise<void> {
    const { link, local, timeoutMs, clock } = this.#options;
    const since = local.all().filter(([, , atMs]) => atMs >= sinceMs);
    await inChunks(since, (some) =>
      link.ask(new Patience(clock, timeoutMs), (client) =>
        Promise.all(
          some.map(([key, prefix, atMs]) => {
            const agoMs = Math.max(0, Math.round(clock.wallMs() - atMs));
            return client.hearthgateKnow(this.#nameOf(key), prefix, agoMs, knownForMs, maxPrefixesPerKey);
          }),
        ),
      ),
    );
  }

  #nameOf(key: string): string {
    return `{${this.#options.prefix}}:known:${key}`;
  }
}
