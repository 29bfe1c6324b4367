import type { Result } from 'ioredis';
import type { RedisClient } from './connect.ts';

declare module 'ioredis' {
  interface RedisCommander<Context> {
    hearthgateTake(key: string, seconds: number, limit: number): Result<unknown, Context>;
    hearthgateGiveBack(key: string, leftMs: number, toleranceMs: number): Result<unknown, Context>;
  }
}

/**
 * Takes one call in a window that begins with the first, or takes nothing where the limit is reached: a count beyond it would not come back
 * when a call is given back.
 *
 * Seconds, limit. Answers the count, one more than the limit where it is reached, and what is left of the window in milliseconds.
 */
const takeScript = `
local limit = tonumber(ARGV[2])
redis.call('SET', KEYS[1], 0, 'EX', ARGV[1], 'NX')
local used = tonumber(redis.call('GET', KEYS[1]))
local left = redis.call('PTTL', KEYS[1])
if used >= limit then return {limit + 1, left} end
return {redis.call('INCR', KEYS[1]), left}
`;

/** Gives a call back, unless the window that it was taken from has ended: a later one owes nothing. */
const giveBackScript = `
local left = redis.call('PTTL', KEYS[1])
if left < 0 or math.abs(left - tonumber(ARGV[1])) > tonumber(ARGV[2]) then return 0 end
if tonumber(redis.call('GET', KEYS[1])) <= 0 then return 0 end
redis.call('DECR', KEYS[1])
return 1
`;

export function defineLimitScripts(client: RedisClient): void {
  client.defineCommand('hearthgateTake', { numberOfKeys: 1, lua: takeScript });
  client.defineCommand('hearthgateGiveBack', { numberOfKeys: 1, lua: giveBackScript });
}
