import type { Clock } from '../../../domain/clock.ts';
import { knownForMs, type KnownPrefixes, maxPrefixesPerKey } from '../../logins/known-prefixes.ts';
import { inChunks } from '../link/in-chunks.ts';
import { defineKnownScripts } from '../scripts/known-scripts.ts';
import type { RedisLink } from '../link/redis-link.ts';
import type { RedisNames } from './redis-names.ts';

export interface SharedKnownOptions {
  readonly link: RedisLink;
  readonly names: RedisNames;
  /** What this process knows. */
  readonly local: KnownPrefixes;
  readonly clock: Clock;
}

/** From which prefixes keys of one panel were used with success, in Redis: where decisions have not written it. */
export class SharedKnown {
  readonly #options: SharedKnownOptions;

  constructor(options: SharedKnownOptions) {
    this.#options = options;
    defineKnownScripts(options.link.client);
  }

  /**
   * Writes what this process knows since then, as the wall clock says.
   *
   * @throws RedisAwayError
   */
  async putBack(sinceMs: number): Promise<void> {
    const { link, names, local, clock } = this.#options;
    const since = local.all().filter(([, , atMs]) => atMs >= sinceMs);
    await inChunks(since, (some) =>
      link.ask((client) =>
        Promise.all(
          some.map(([key, prefix, atMs]) => {
            const agoMs = Math.max(0, Math.round(clock.wallMs() - atMs));
            return client.hearthgateKnow(names.known(key), prefix, agoMs, knownForMs, maxPrefixesPerKey);
          }),
        ),
      ),
    );
  }
}
