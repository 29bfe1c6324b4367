import type { Clock } from '../../../domain/clock.ts';
import type { RedisLink } from '../link/redis-link.ts';
import type { RedisNames } from './redis-names.ts';
import { leaseMs } from './settle-question.ts';

export interface OpenReservationsOptions {
  readonly link: RedisLink;
  readonly names: RedisNames;
  readonly clock: Clock;
}

/** A gateway says so often that its reservations still stand. */
const renewEveryMs = leaseMs / 4;

/** Reservations of this gateway in Redis that are not concluded, by whichever terms they were made. */
export class OpenReservations {
  readonly #options: OpenReservationsOptions;
  readonly #ids = new Set<string>();
  #renewedAtMs = 0;

  constructor(options: OpenReservationsOptions) {
    this.#options = options;
  }

  add(id: string): void {
    this.#ids.add(id);
  }

  /** False: it is concluded already. */
  end(id: string): boolean {
    return this.#ids.delete(id);
  }

  /** Says that this gateway still lives, where tries are in flight that it has reserved. Called often. */
  renew(): void {
    const { link, names, clock } = this.#options;
    const nowMs = clock.monotonicMs();
    if (this.#ids.size === 0 || nowMs - this.#renewedAtMs < renewEveryMs) return;
    this.#renewedAtMs = nowMs;
    const args = [...names.inFlight, leaseMs, ...this.#ids];
    link.tell((client) => client.hearthgateRenew(...args));
  }
}
