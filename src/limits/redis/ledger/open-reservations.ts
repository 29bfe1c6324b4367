import type { Result } from 'ioredis';
import type { Clock } from '../../../domain/clock.ts';
import type { RedisLink } from '../link/redis-link.ts';
import type { RedisNames } from './redis-names.ts';
import { leaseMs } from './settle-question.ts';
import type { RedisClient } from '../link/connect.ts';

declare module 'ioredis' {
  interface RedisCommander<Context> {
    hearthgateRenew(...keysAndArgs: (string | number)[]): Result<unknown, Context>;
  }
}

export interface OpenReservationsOptions {
  readonly link: RedisLink;
  readonly names: RedisNames;
  readonly clock: Clock;
}

const maxLate = 64;
/** How often a gateway renews its reservations. */
const renewEveryMs = leaseMs / 4;

/** Reservations of this gateway in Redis that are not concluded, by whichever terms they were made. */
export class OpenReservations {
  readonly #options: OpenReservationsOptions;
  readonly #ids = new Set<string>();
  /** Ends that could not be told. */
  #late: (() => Promise<unknown>)[] = [];
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

  /** Tells the end of one when Redis is there again. Of too many the oldest are forgotten: what they hold in Redis ends by itself. */
  concludeLater(tell: () => Promise<unknown>): void {
    this.#late = [...this.#late, tell].slice(-maxLate);
  }

  /** Called often, while Redis is there. */
  keepUp(): void {
    this.#renew();
    for (const tell of this.#late.splice(0)) tell().catch(() => this.concludeLater(tell));
  }

  /** Renews the reservations of attempts in flight. */
  #renew(): void {
    const { link, names, clock } = this.#options;
    const nowMs = clock.monotonicMs();
    if (this.#ids.size === 0 || nowMs - this.#renewedAtMs < renewEveryMs) return;
    this.#renewedAtMs = nowMs;
    const args = [...names.inFlight, leaseMs, ...this.#ids];
    link.tell((client) => client.hearthgateRenew(...args));
  }
}

/** Keys of the leases; how long a lease lasts, and ids of reservations. Concluded ones are not renewed. */
const renewScript = `
local time = redis.call('TIME')
local ends = time[1] * 1000 + math.floor(time[2] / 1000) + tonumber(ARGV[1])
for at = 2, #ARGV do redis.call('ZADD', KEYS[2], 'XX', ends, ARGV[at]) end
redis.call('PEXPIRE', KEYS[1], 2 * ARGV[1])
redis.call('PEXPIRE', KEYS[2], 2 * ARGV[1])
`;

export function defineRenewScript(client: RedisClient): void {
  client.defineCommand('hearthgateRenew', { numberOfKeys: 2, lua: renewScript });
}
