import type { Result } from 'ioredis';
import type { Charge } from '../../../domain/ledger/ledger.ts';
import type { CountedLimit, CountedWindow } from '../../rates/counted-limit.ts';
import type { RedisLink } from '../link/redis-link.ts';
import type { RedisNames } from './redis-names.ts';

declare module 'ioredis' {
  interface RedisCommander<Context> {
    hearthgateCounted(numberOfKeys: number, ...keys: string[]): Result<unknown, Context>;
  }
}

/** Of each key how many calls are counted, and the time left of its window (-2: none runs). */
const countedScript = `
local answer = {}
for _, key in ipairs(KEYS) do
  answer[#answer + 1] = tonumber(redis.call('GET', key) or 0)
  answer[#answer + 1] = redis.call('PTTL', key)
end
return answer
`;

/** Calls that are counted in Redis, beside what decisions count. */
export class SharedRates {
  readonly #link: RedisLink;
  readonly #names: RedisNames;

  constructor(link: RedisLink, names: RedisNames) {
    this.#link = link;
    this.#names = names;
    link.client.defineCommand('hearthgateCounted', { lua: countedScript });
  }

  /** @throws RedisAwayError */
  async counted(charge: Charge): Promise<CountedLimit> {
    const hasBurst = (charge.rate.burst ?? 0) > 0;
    const keys = hasBurst ? [this.#names.window(charge), this.#names.burst(charge)] : [this.#names.window(charge)];
    const answer = await this.#link.ask((client) => client.hearthgateCounted(keys.length, ...keys));
    const [used, leftMs, burstUsed, burstLeftMs]: readonly unknown[] = Array.isArray(answer) ? answer : [];
    const burst = hasBurst ? windowOf(burstUsed, burstLeftMs) : undefined;
    return { window: windowOf(used, leftMs), burst, isAlone: false };
  }
}

function windowOf(used: unknown, leftMs: unknown): CountedWindow {
  return { used: Number(used), leftMs: Number(leftMs) < 0 ? undefined : Number(leftMs) };
}
