import type { Result } from 'ioredis';
import type { RedisClient } from './connect.ts';

declare module 'ioredis' {
  interface RedisCommander<Context> {
    hearthgateStrike(...keysAndArgs: (string | number)[]): Result<unknown, Context>;
    hearthgateRefused(...keysAndArgs: (string | number)[]): Result<unknown, Context>;
    hearthgateBan(...keysAndArgs: (string | number)[]): Result<unknown, Context>;
    hearthgateTakeOff(...keysAndArgs: (string | number)[]): Result<unknown, Context>;
    hearthgateUnban(...keysAndArgs: (string | number)[]): Result<unknown, Context>;
    hearthgateBanChanges(...keysAndArgs: (string | number)[]): Result<unknown, Context>;
  }
}

/**
 * Every script is handed the same keys: bans by subject, their ends, the order of their changes, the number of the last change, and one more.
 *
 * A ban reads `CAUSE LEVEL END FORGOTTEN`; it is remembered from END to FORGOTTEN, so that the next one is longer. One that was ended by hand has
 * END 0 and stays until it would have ended, so that every gateway learns of it. Times are milliseconds of Redis' own clock, which is the same
 * for all gateways.
 */
const prelude = `
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)

local function banOf(subject)
  local text = redis.call('HGET', KEYS[1], subject)
  if not text then return nil end
  local cause, level, ends, forgotten = string.match(text, '^(%S+) (%d+) (%d+) (%d+)$')
  return { cause = cause, level = tonumber(level), ends = tonumber(ends), forgotten = tonumber(forgotten) }
end

local function drop(subject)
  redis.call('HDEL', KEYS[1], subject)
  redis.call('ZREM', KEYS[2], subject)
  redis.call('ZREM', KEYS[3], subject)
end

local function prune()
  for _, subject in ipairs(redis.call('ZRANGEBYSCORE', KEYS[2], '-inf', now, 'LIMIT', 0, 16)) do drop(subject) end
end

local function hasRoom(subject, most)
  prune()
  if redis.call('HEXISTS', KEYS[1], subject) == 1 or redis.call('ZCARD', KEYS[2]) < most then return true end
  local first = redis.call('ZRANGE', KEYS[2], 0, 0)[1]
  local ban = banOf(first)
  if ban and ban.ends > now then return false end
  drop(first)
  return true
end

local function put(subject, cause, level, ends, forgotten)
  redis.call('HSET', KEYS[1], subject, string.format('%s %d %.0f %.0f', cause, level, ends, forgotten))
  redis.call('ZADD', KEYS[2], forgotten, subject)
  redis.call('ZADD', KEYS[3], redis.call('INCR', KEYS[4]), subject)
end
`;

/** Subject, kind, attempts, window, first ban (0: none), longest ban, most bans. Answers what became of it, and two numbers about it. */
const strikeScript = `${prelude}
local subject = ARGV[1]
local attempts, first, longest = tonumber(ARGV[3]), tonumber(ARGV[5]), tonumber(ARGV[6])
local ban = banOf(subject)
if ban and ban.ends > now then return {'banned', ban.ends - now, ban.level, ban.cause} end
local used = tonumber(redis.call('GET', KEYS[5]) or 0)
if used >= attempts then return {'used up', redis.call('PTTL', KEYS[5])} end
used = redis.call('INCR', KEYS[5])
if used == 1 then redis.call('PEXPIRE', KEYS[5], ARGV[4]) end
if used < attempts or first == 0 or not hasRoom(subject, tonumber(ARGV[7])) then return {'counted', used} end
local level = (ban and ban.forgotten > now and ban.level or 0) + 1
local lasts = math.min(longest, first * 2 ^ math.min(level - 1, 30))
put(subject, ARGV[2], level, now + lasts, now + lasts + longest)
redis.call('DEL', KEYS[5])
return {'ban begun', lasts, level}
`;

/** Subject, attempts. Answers as a strike that counts nothing. */
const refusedScript = `${prelude}
local ban = banOf(ARGV[1])
if ban and ban.ends > now then return {'banned', ban.ends - now, ban.level, ban.cause} end
local used = tonumber(redis.call('GET', KEYS[5]) or 0)
if used >= tonumber(ARGV[2]) then return {'used up', redis.call('PTTL', KEYS[5])} end
return {'counted', used}
`;

/** Subject, cause, level, time left, for how long it is remembered, most bans, 1 to replace one that runs longer. */
const banScript = `${prelude}
local subject = ARGV[1]
local ends = now + tonumber(ARGV[4])
local ban = banOf(subject)
if ban and ban.ends >= ends and ARGV[7] ~= '1' then return 0 end
if not hasRoom(subject, tonumber(ARGV[6])) then return 0 end
put(subject, ARGV[2], ARGV[3], ends, ends + tonumber(ARGV[5]))
redis.call('DEL', KEYS[5])
return 1
`;

/** Subject. Answers 1 where a ban ran. */
const unbanScript = `${prelude}
local subject = ARGV[1]
local ban = banOf(subject)
redis.call('DEL', KEYS[5])
if not ban then return 0 end
if ban.ends <= now then drop(subject) return 0 end
put(subject, 'none', 0, 0, ban.ends)
return 1
`;

/**
 * Subject, failures, how long ago the first of them was, attempts, window, first ban (0: none), longest ban. One by hand stays. Where a ban ends, how
 * many there were in a row is remembered.
 */
const takeOffScript = `${prelude}
local subject, count, ago, attempts, window = ARGV[1], tonumber(ARGV[2]), tonumber(ARGV[3]), tonumber(ARGV[4]), tonumber(ARGV[5])
local first, longest = tonumber(ARGV[6]), tonumber(ARGV[7])
local ban = banOf(subject)
if not ban or ban.ends <= now then
  local used = tonumber(redis.call('GET', KEYS[5]) or 0)
  if used > 0 and ago < window then redis.call('DECRBY', KEYS[5], math.min(used, count)) end
  return 0
end
if ban.cause == 'manual' or first == 0 then return 0 end
local began = ban.ends - math.min(longest, first * 2 ^ math.min(ban.level - 1, 30))
if now - ago + window <= began then return 0 end
put(subject, 'none', ban.level, 0, ban.forgotten)
redis.call('SET', KEYS[5], math.max(0, attempts - count), 'PX', window)
return 1
`;

/**
 * What has changed since: mark and number of the last change that is known, a mark to set, the most to answer. Answers the mark, the number up to
 * which that was, the last number, and then subject, cause, level and time left of each.
 *
 * The mark says that it is still the same data: where it is gone, or where the numbers have gone back, Redis has lost some.
 */
const banChangesScript = `${prelude}
prune()
local mark = redis.call('GET', KEYS[5])
local last = tonumber(redis.call('GET', KEYS[4]) or 0)
local known = tonumber(ARGV[2])
if not mark or (mark == ARGV[1] and last < known) then
  mark = ARGV[3]
  redis.call('SET', KEYS[5], mark)
end
if mark ~= ARGV[1] then known = 0 end
if last <= known then return {mark, last, last} end
local changes = redis.call('ZRANGEBYSCORE', KEYS[3], '(' .. known, '+inf', 'WITHSCORES', 'LIMIT', 0, ARGV[4])
local answer = {mark, #changes == 0 and last or tonumber(changes[#changes]), last}
for at = 1, #changes, 2 do
  local ban = banOf(changes[at])
  -- One that has ended by itself has ended everywhere.
  if ban and (ban.ends > now or ban.cause == 'none') then
    for _, each in ipairs({changes[at], ban.cause, ban.level, math.max(0, ban.ends - now)}) do table.insert(answer, each) end
  end
end
return answer
`;

const scripts = {
  hearthgateStrike: strikeScript,
  hearthgateRefused: refusedScript,
  hearthgateBan: banScript,
  hearthgateTakeOff: takeOffScript,
  hearthgateUnban: unbanScript,
  hearthgateBanChanges: banChangesScript,
};

export function defineFailureScripts(client: RedisClient): void {
  for (const [name, lua] of Object.entries(scripts)) client.defineCommand(name, { numberOfKeys: 5, lua });
}
