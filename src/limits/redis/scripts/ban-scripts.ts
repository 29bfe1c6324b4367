import type { Result } from 'ioredis';
import { banPrelude } from './ban-prelude.ts';
import type { RedisClient } from '../link/connect.ts';

declare module 'ioredis' {
  interface RedisCommander<Context> {
    hearthgateRefused(...keysAndArgs: (string | number)[]): Result<unknown, Context>;
    hearthgateBan(...keysAndArgs: (string | number)[]): Result<unknown, Context>;
    hearthgateSubtract(...keysAndArgs: (string | number)[]): Result<unknown, Context>;
    hearthgateUnban(...keysAndArgs: (string | number)[]): Result<unknown, Context>;
    hearthgateBanChanges(...keysAndArgs: (string | number)[]): Result<unknown, Context>;
  }
}

// Every script but the last is handed the key of the prelude, and one more: what counts the failures of the subject.

/** Subject, attempts, 1 where the panel does not have the id. Answers for how long it is refused (-1: it is not), and its failures. */
const refusedScript = `${banPrelude}
local attempts = tonumber(ARGV[2])
if ARGV[3] == '1' then
  local found = readUnknown(redis.call('GET', KEYS[2]))
  return { leftOf(found, attempts) or -1, found.used }
end
local ban = banOf(ARGV[1])
if ban and ban.ends > now then return { ban.ends - now, 0 } end
local used = tonumber(redis.call('GET', KEYS[2]) or 0)
return { used >= attempts and math.max(1, redis.call('PTTL', KEYS[2])) or -1, used }
`;

/** Subject, cause, level, time left, for how long it is remembered, most bans, 1 to replace one that runs longer, note. */
const banScript = `${banPrelude}
local subject = ARGV[1]
local ends = now + tonumber(ARGV[4])
local ban = banOf(subject)
if ban and ban.ends >= ends and ARGV[7] ~= '1' then return 0 end
if not hasRoom(subject, tonumber(ARGV[6])) then return 0 end
local note = ARGV[8]
if note == '' and ban and ban.cause == 'manual' and ban.ends > now then note = redis.call('HGET', notesKey, subject) or '' end
put(subject, ARGV[2], ARGV[3], ends, ends + tonumber(ARGV[5]))
if ARGV[2] == 'manual' and note ~= '' then redis.call('HSET', notesKey, subject, note) end
redis.call('DEL', KEYS[2])
return 1
`;

/** Subject, 1 where the panel does not have the id. Answers 1 where a ban ran. */
const unbanScript = `${banPrelude}
local subject = ARGV[1]
local found = ARGV[2] == '1' and readUnknown(redis.call('GET', KEYS[2])) or nil
redis.call('DEL', KEYS[2])
if found then return found.banned > now and 1 or 0 end
local ban = banOf(subject)
if not ban then return 0 end
if ban.ends <= now then drop(subject) return 0 end
put(subject, 'none', 0, 0, ban.ends)
return 1
`;

/**
 * Subject, failures, how long ago the first of them was, attempts, window, first ban (0: none), longest ban. One by hand stays. Where a ban ends, how
 * many there were in a row is remembered.
 */
const subtractScript = `${banPrelude}
local subject, count, ago, attempts, window = ARGV[1], tonumber(ARGV[2]), tonumber(ARGV[3]), tonumber(ARGV[4]), tonumber(ARGV[5])
local first, longest = tonumber(ARGV[6]), tonumber(ARGV[7])
local ban = banOf(subject)
if not ban or ban.ends <= now then
  local used = tonumber(redis.call('GET', KEYS[2]) or 0)
  if used > 0 and ago < window then redis.call('DECRBY', KEYS[2], math.min(used, count)) end
  return 0
end
if ban.cause == 'manual' or first == 0 then return 0 end
local began = ban.ends - banLength(ban.level, first, longest)
if now - ago + window <= began then return 0 end
put(subject, 'none', ban.level, 0, ban.forgotten)
redis.call('SET', KEYS[2], math.max(0, attempts - count), 'PX', window)
return 1
`;

/**
 * What has changed since: mark and number of the last change that is known, a mark to set, the most to answer. Answers the mark, the number up to
 * which that was, the last number, and then subject, cause, level, time left and note of each.
 *
 * The mark says that it is still the same data: where it is gone, or where the numbers have gone back, Redis has lost some.
 */
const banChangesScript = `${banPrelude}
prune()
local mark = redis.call('HGET', KEYS[1], '#mark')
local last = tonumber(redis.call('HGET', KEYS[1], '#change') or 0)
local known = tonumber(ARGV[2])
if not mark or (mark == ARGV[1] and last < known) then
  mark = ARGV[3]
  redis.call('HSET', KEYS[1], '#mark', mark)
end
if mark ~= ARGV[1] then known = 0 end
if last <= known then return {mark, last, last} end
local changes = redis.call('ZRANGEBYSCORE', changesKey, '(' .. known, '+inf', 'WITHSCORES', 'LIMIT', 0, ARGV[4])
local answer = {mark, #changes == 0 and last or tonumber(changes[#changes]), last}
for at = 1, #changes, 2 do
  local ban = banOf(changes[at])
  -- One that has ended by itself has ended everywhere.
  if ban and (ban.ends > now or ban.cause == 'none') then
    local note = ban.cause == 'manual' and redis.call('HGET', notesKey, changes[at]) or ''
    for _, each in ipairs({changes[at], ban.cause, ban.level, math.max(0, ban.ends - now), note}) do table.insert(answer, each) end
  end
end
return answer
`;

const scripts = {
  hearthgateRefused: refusedScript,
  hearthgateBan: banScript,
  hearthgateSubtract: subtractScript,
  hearthgateUnban: unbanScript,
};

export function defineBanScripts(client: RedisClient): void {
  for (const [name, lua] of Object.entries(scripts)) client.defineCommand(name, { numberOfKeys: 2, lua });
  client.defineCommand('hearthgateBanChanges', { numberOfKeys: 1, lua: banChangesScript });
}
