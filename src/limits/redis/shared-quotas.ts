import type { Result } from 'ioredis';
import type { UseQuota, UseQuotas } from '../../domain/ledger/use-quotas.ts';
import type { MaybePromise } from '../../domain/maybe-promise.ts';
import { StoreAwayError } from '../../domain/store-away-error.ts';
import type { RedisClient } from './link/connect.ts';
import { RedisAwayError } from './link/redis-away-error.ts';
import type { RedisLink } from './link/redis-link.ts';

declare module 'ioredis' {
  interface RedisCommander<Context> {
    hearthgateTakeUse(key: string, uses: number): Result<unknown, Context>;
    hearthgateRefundUse(key: string): Result<unknown, Context>;
  }
}

/** Answers 1 where there was one left. */
const takeScript = `
if tonumber(redis.call('GET', KEYS[1]) or 0) >= tonumber(ARGV[1]) then return 0 end
redis.call('INCR', KEYS[1])
return 1
`;

const refundScript = `
if tonumber(redis.call('GET', KEYS[1]) or 0) > 0 then redis.call('DECRBY', KEYS[1], 1) end
`;

/**
 * Uses of keys that several gateways count together. While Redis is away nothing is taken, whatever `store.redis.onFailure` says: more than there
 * are could be.
 */
export class SharedQuotas implements UseQuotas {
  readonly #link: () => MaybePromise<RedisLink>;
  #known: RedisLink | undefined;
  readonly #prefix: string;

  constructor(link: () => MaybePromise<RedisLink>, prefix: string) {
    this.#link = link;
    this.#prefix = prefix;
  }

  take({ key, uses }: UseQuota): Promise<boolean> {
    return this.#ask(async (client) => (await client.hearthgateTakeUse(this.#name(key), uses)) === 1);
  }

  refund(key: string): void {
    // One was taken over it before.
    this.#known?.tell((client) => client.hearthgateRefundUse(this.#name(key)));
  }

  used(key: string): Promise<number> {
    return this.#ask(async (client) => Number(await client.get(this.#name(key))));
  }

  #name(key: string): string {
    return `${this.#prefix}2:{${key}}:uses`;
  }

  async #ask<Value>(question: (client: RedisClient) => Promise<Value>): Promise<Value> {
    try {
      this.#known ??= withScripts(await this.#link());
      return await this.#known.ask(question);
    } catch (error) {
      if (error instanceof RedisAwayError) throw new StoreAwayError(error.message, { cause: error });
      throw error;
    }
  }
}

function withScripts(link: RedisLink): RedisLink {
  link.client.defineCommand('hearthgateTakeUse', { numberOfKeys: 1, lua: takeScript });
  link.client.defineCommand('hearthgateRefundUse', { numberOfKeys: 1, lua: refundScript });
  return link;
}
