/**
 * What the scripts of a panel begin with. Each is handed the key of the bans by subject first. That holds the number of the last change, too
 * (`#change`), and a mark (`#mark`): where that is gone, Redis has lost its data. The ends of bans, the order of their changes and what
 * administrators wrote of them are beside it, under names that the scripts make of its own, with the same hash tag: to hand them over each time costs the gateway more than to use them.
 *
 * A ban reads `CAUSE LEVEL END FORGOTTEN`; it is remembered from END to FORGOTTEN, so that the next one is longer. One that was ended by hand has
 * END 0 and stays until it would have ended, so that every gateway learns of it. Times are milliseconds of Redis' own clock, which is the same
 * for all gateways. Where that clock is set back, nothing is refused for longer than it would be if it began now, but for bans by hand: their length is
 * not known.
 */
export const banPrelude = `
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local base = string.sub(KEYS[1], 1, -#'bans' - 1)
local bansKey, endsKey, changesKey, notesKey = KEYS[1], base .. 'ends', base .. 'changes', base .. 'notes'

-- Time left of a key that counts for this window. It is cut where it is longer, because the clock was set back.
local function leftIn(key, window)
  local left = redis.call('PTTL', key)
  if left > window then
    redis.call('PEXPIRE', key, window)
    left = window
  end
  return left
end

-- The same for members of a sorted set, by when they end.
local function notLater(key, window)
  for _, member in ipairs(redis.call('ZRANGEBYSCORE', key, '(' .. now + window, '+inf', 'LIMIT', 0, 64)) do
    redis.call('ZADD', key, now + window, member)
  end
end

local function readBan(text)
  if not text then return nil end
  local cause, level, ends, forgotten = string.match(text, '^(%S+) (%d+) (%d+) (%d+)$')
  return { cause = cause, level = tonumber(level), ends = tonumber(ends), forgotten = tonumber(forgotten) }
end

local function banOf(subject)
  return readBan(redis.call('HGET', bansKey, subject))
end

local function drop(subject)
  redis.call('HDEL', bansKey, subject)
  redis.call('ZREM', endsKey, subject)
  redis.call('ZREM', changesKey, subject)
  redis.call('HDEL', notesKey, subject)
end

local function prune()
  for _, subject in ipairs(redis.call('ZRANGEBYSCORE', endsKey, '-inf', now, 'LIMIT', 0, 16)) do drop(subject) end
end

local function hasRoom(subject, most)
  prune()
  if redis.call('HEXISTS', bansKey, subject) == 1 or redis.call('ZCARD', endsKey) < most then return true end
  -- The first to be forgotten may be one by hand that runs, before others that have ended.
  for _, next in ipairs(redis.call('ZRANGE', endsKey, 0, 15)) do
    local ban = banOf(next)
    if not ban or ban.ends <= now then
      drop(next)
      return true
    end
  end
  return false
end

local function put(subject, cause, level, ends, forgotten)
  redis.call('HSET', bansKey, subject, string.format('%s %d %.0f %.0f', cause, level, ends, forgotten))
  redis.call('ZADD', endsKey, forgotten, subject)
  redis.call('ZADD', changesKey, redis.call('HINCRBY', bansKey, '#change', 1), subject)
  redis.call('HDEL', notesKey, subject)
end

local function banLength(level, first, longest)
  return math.min(longest, first * 2 ^ math.min(level - 1, 30))
end

-- Failures of an id that the panel does not have: the count, the end of its window, and its last ban.
local function readUnknown(text)
  local used, ends, level, banned = string.match(text or '', '^(%d+) (%d+) (%d+) (%d+)$')
  local found = { used = tonumber(used or 0), ends = tonumber(ends or 0), level = tonumber(level or 0), banned = tonumber(banned or 0) }
  if found.ends <= now then found.used = 0 end
  return found
end

local function writeUnknown(found, longest)
  local text = string.format('%d %.0f %d %.0f', found.used, found.ends, found.level, found.banned)
  redis.call('SET', found.key, text, 'PX', math.max(found.ends, found.banned + longest) - now)
end

-- Nothing that failures led to ends later than it would if it began now.
local function endInTime(found, longest, writes)
  if found.ends <= now + found.window and found.banned <= now + longest then return end
  found.ends, found.banned = math.min(found.ends, now + found.window), math.min(found.banned, now + longest)
  if found.ban then found.ban.ends, found.ban.forgotten = found.banned, found.banned + longest end
  if not writes then return end
  if not found.ban then return writeUnknown(found, longest) end
  put(found.name, found.ban.cause, found.level, found.banned, found.ban.forgotten)
end

-- For how long a subject is refused; nil: it is not. In the last millisecond of a window nothing of it is left, and its count is there all the same.
local function leftOf(found, attempts)
  if found.banned > now then return found.banned - now end
  if found.used >= attempts then return math.max(1, found.ends - now) end
  return nil
end
`;
