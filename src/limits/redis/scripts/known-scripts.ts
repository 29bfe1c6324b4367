import type { Result } from 'ioredis';
import type { RedisClient } from '../link/connect.ts';

declare module 'ioredis' {
  interface RedisCommander<Context> {
    hearthgateKnow(key: string, prefix: string, agoMs: number, knownForMs: number, most: number): Result<unknown, Context>;
  }
}

/** Notes a success, and drops what is too old or too much. */
const knowScript = `
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local before = tonumber(redis.call('ZSCORE', KEYS[1], ARGV[1]) or 0)
redis.call('ZADD', KEYS[1], math.max(before, now - ARGV[2]), ARGV[1])
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', now - ARGV[3])
redis.call('ZREMRANGEBYRANK', KEYS[1], 0, -1 - ARGV[4])
redis.call('PEXPIRE', KEYS[1], ARGV[3])
`;

export function defineKnownScripts(client: RedisClient): void {
  client.defineCommand('hearthgateKnow', { numberOfKeys: 1, lua: knowScript });
}
